using Switchyard.Model.Gateways;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>server.gateways</c>, and the part of <c>server.hub</c> that is about the log of events. A field that is absent has its default.</summary>
internal static class GatewaySections
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static GatewayChannelConfig Read(JsonFields fields, JsonFields hub)
    {
        var defaults = GatewayChannelConfig.Default;
        var config = new GatewayChannelConfig
        {
            ConnectRate = fields.Whole("connectRate", defaults.ConnectRate, 1, 10_000),
            FailedRate = fields.Whole("failedRate", defaults.FailedRate, 1, 100_000),
            MaxConnections = fields.Whole("maxConnections", defaults.MaxConnections, 1, 100_000),
            MaxInstances = fields.Whole("maxInstances", defaults.MaxInstances, 1, 1_000),
            HelloTimeout = fields.Duration("helloTimeout", defaults.HelloTimeout, Tick, Hour),
            WelcomeTimeout = fields.Duration("welcomeTimeout", defaults.WelcomeTimeout, Tick, Hour),
            Ping = fields.Duration("ping", defaults.Ping, TimeSpan.FromMilliseconds(10), Hour),
            DeadAfter = fields.Duration("deadAfter", defaults.DeadAfter, TimeSpan.FromMilliseconds(20), Hour),
            WriteTimeout = fields.Duration("writeTimeout", defaults.WriteTimeout, Tick, Hour),
            MaxFrame = fields.Whole("maxFrame", defaults.MaxFrame, 1 << 10, 16 << 20),
            SnapshotFrame = fields.Whole("snapshotFrame", defaults.SnapshotFrame, 1 << 10, 16 << 20),
            Window = fields.Whole("window", defaults.Window, 1, 10_000),
            Lagging = fields.Duration("lagging", defaults.Lagging, Tick, Hour),
            ResumeAfter = fields.Duration("resumeAfter", defaults.ResumeAfter, Tick * 2, TimeSpan.FromDays(1)),
            Bookmark = fields.Duration("bookmark", defaults.Bookmark, TimeSpan.FromMilliseconds(10), Hour),
            MaxAge = fields.Duration("maxAge", defaults.MaxAge, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)),
            Lease = fields.Duration("lease", defaults.Lease, TimeSpan.FromMilliseconds(100), Hour),
            Renew = fields.Duration("renew", defaults.Renew, TimeSpan.FromMilliseconds(10), Hour),
            AllowedOrigins = fields.Texts("allowedOrigins", 100, 256) ?? [],
            Log = Log(hub),
        };
        RequireLonger(fields, "deadAfter", config.DeadAfter, "ping", config.Ping);
        RequireLonger(fields, "resumeAfter", config.ResumeAfter, "lagging", config.Lagging);
        RequireLonger(fields, "lease", config.Lease, "twice renew", config.Renew * 2);
        fields.Finish();
        return config;
    }

    private static EventLogConfig Log(JsonFields hub)
    {
        var defaults = EventLogConfig.Default;
        var unacked = hub.Object("unacked");
        var log = new EventLogConfig
        {
            PageSize = hub.Whole("pageSize", defaults.PageSize, 1, 10_000),
            CleanupInterval = hub.Duration("cleanupInterval", defaults.CleanupInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
            Retention = hub.Duration("retention", defaults.Retention, Tick, Year),
            UnackedAge = unacked.Duration("age", defaults.UnackedAge, Tick, Year),
            UnackedCount = unacked.Whole("count", 1, 1_000_000_000) ?? defaults.UnackedCount,
            Resync = hub.Duration("resync", defaults.Resync, TimeSpan.FromMilliseconds(100), Hour),
        };
        unacked.Finish();
        return log;
    }

    private static void RequireLonger(JsonFields fields, string name, TimeSpan value, string than, TimeSpan limit)
    {
        if (value <= limit)
        {
            fields.Fault(name, $"Is {Durations.Format(value)}; it must be longer than {than}, which is {Durations.Format(limit)}.");
        }
    }
}
