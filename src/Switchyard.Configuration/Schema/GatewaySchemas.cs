using System.Text.Json.Nodes;
using Switchyard.Model.Gateways;
using Switchyard.Model.Server;
using Switchyard.Model.Validation;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schemas of what concerns remote gateways: <c>server.gateways</c>, <c>server.edge</c>, the log of events in <c>server.hub</c>, and selectors.</summary>
internal static class GatewaySchemas
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static JsonObject Channel()
    {
        var defaults = GatewayChannelConfig.Default;
        return Section(
            "How the node serves remote gateways.",
            ("connectRate", Whole("Most connections a minute of one gateway, over all nodes.", 1, 10_000, defaults.ConnectRate)),
            ("failedRate", Whole("Most refused connections a minute from one address.", 1, 100_000, defaults.FailedRate)),
            ("maxConnections", Whole("Most connections of the node.", 1, 100_000, defaults.MaxConnections)),
            ("maxInstances", Whole("Most instances of one gateway at once.", 1, 1_000, defaults.MaxInstances)),
            ("helloTimeout", Duration("Longest wait for the first frame.", Tick, Hour, defaults.HelloTimeout)),
            ("welcomeTimeout", Duration("Longest time from there to the answer.", Tick, Hour, defaults.WelcomeTimeout)),
            ("ping", Duration("Time between two pings.", TimeSpan.FromMilliseconds(10), Hour, defaults.Ping)),
            ("deadAfter", Duration("Silence that ends a connection; longer than ping.", TimeSpan.FromMilliseconds(20), Hour, defaults.DeadAfter)),
            ("writeTimeout", Duration("Longest a write may be blocked.", Tick, Hour, defaults.WriteTimeout)),
            ("maxFrame", Whole("Longest frame from an instance in bytes.", 1 << 10, 16 << 20, defaults.MaxFrame)),
            ("snapshotFrame", Whole("Longest frame of a snapshot in bytes.", 1 << 10, 16 << 20, defaults.SnapshotFrame)),
            ("window", Whole("Most events without an acknowledgement.", 1, 10_000, defaults.Window)),
            ("lagging", Duration("Time without an answer after which an instance lags.", Tick, Hour, defaults.Lagging)),
            ("resumeAfter", Duration("Time without an answer after which it has to connect again; longer than lagging.", Tick * 2, Day, defaults.ResumeAfter)),
            ("bookmark", Duration("Longest time between two frames that say where the log stands.", TimeSpan.FromMilliseconds(10), Hour, defaults.Bookmark)),
            ("maxAge", Duration("Longest age of a connection; a random one between half of it and all of it counts.", TimeSpan.FromMilliseconds(10), Day, defaults.MaxAge)),
            ("lease", Duration("How long a connection counts as alive without renewal; longer than twice renew.", TimeSpan.FromMilliseconds(100), Hour, defaults.Lease)),
            ("renew", Duration("Time between two renewals.", TimeSpan.FromMilliseconds(10), Hour, defaults.Renew)),
            ("allowedOrigins", Texts("Origins of browsers that may connect; none by default.", 100)));
    }

    public static (string Name, JsonObject Schema)[] Log()
    {
        var defaults = EventLogConfig.Default;
        return
        [
            ("pageSize", Whole("Most events of one read.", 1, 10_000, defaults.PageSize)),
            ("cleanupInterval", Duration("Time between two cleanings of the log.", TimeSpan.FromMilliseconds(100), Day, defaults.CleanupInterval)),
            ("retention", Duration("How long events are kept that everybody has acknowledged.", Tick, Year, defaults.Retention)),
            ("unacked", Section(
                "How long events are kept that somebody has not acknowledged.",
                ("age", Duration("Longest time.", Tick, Year, defaults.UnackedAge)),
                ("count", Whole("Most events.", 1, 1_000_000_000, defaults.UnackedCount)))),
            ("resync", Duration("Time after which the state is read again when a handler failed.", TimeSpan.FromMilliseconds(100), Hour, defaults.Resync)),
        ];
    }

    public static JsonObject Edge() => Section(
        "Settings of edges, which get them from their control plane.",
        ("maxOffline", Duration("Longest time without contact for which an edge trusts access keys; 0 for ever.", TimeSpan.Zero, Durations.Longest, ServerConfig.Default.EdgeMaxOffline)),
        ("journalBytes", Whole("Most bytes the journal of an edge may use on its disk.", 32 << 20, 1L << 40, ServerConfig.Default.EdgeJournalBytes)));

    public static JsonObject Selector(string what) => new()
    {
        ["description"] = $"Labels that a remote gateway must have to get this {what}; all gateways get it if it is left out. Nodes serve it whatever it says.",
        ["type"] = Types(["object", "null"]),
        ["maxProperties"] = Labels.MaxCount,
        ["additionalProperties"] = new JsonObject { ["type"] = Types(["string", "number", "boolean"]) },
    };
}
