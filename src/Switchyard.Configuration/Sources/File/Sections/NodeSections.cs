using Switchyard.Model.Access;
using Switchyard.Model.Egress;
using Switchyard.Model.Recording;
using Switchyard.Model.Server;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads the sections that are one object: <c>server</c>, <c>access</c>, <c>recording</c>, <c>telemetry</c>. A field that is absent has its default.</summary>
internal static class NodeSections
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static ServerConfig Server(JsonFields fields)
    {
        var defaults = ServerConfig.Default;
        var (limits, streaming, hub, egress) = (fields.Object("limits"), fields.Object("streaming"), fields.Object("hub"), fields.Object("egress"));
        var allow = egress.Texts("allow", 1000, 256) ?? [];
        EgressPolicy.Parse(allow, fields.Faults, egress.PathOf("allow"));
        var server = new ServerConfig
        {
            MaxBodyBytes = limits.Whole("bodyBytes", defaults.MaxBodyBytes, 1024, 1 << 30),
            MaxJsonDepth = limits.Whole("jsonDepth", defaults.MaxJsonDepth, 8, 1000),
            MaxEventBytes = limits.Whole("eventBytes", defaults.MaxEventBytes, 1024, 1 << 30),
            DrainCeiling = fields.Duration("drainCeiling", defaults.DrainCeiling, Tick, TimeSpan.FromDays(1)),
            Heartbeat = streaming.Duration("heartbeat", defaults.Heartbeat, Tick, Hour),
            SlowFlush = streaming.Duration("slowFlush", defaults.SlowFlush, Tick, Hour),
            ClientStall = streaming.Duration("stall", defaults.ClientStall, Tick, Hour),
            EgressAllow = allow,
            HubPollInterval = hub.Duration("pollInterval", defaults.HubPollInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            Gateways = GatewaySections.Read(fields.Object("gateways"), hub),
        };
        limits.Finish();
        streaming.Finish();
        hub.Finish();
        egress.Finish();
        fields.Finish();
        return server;
    }

    public static AccessConfig Access(JsonFields fields)
    {
        var access = new AccessConfig { Byok = fields.Flag("byok", AccessConfig.Default.Byok) };
        fields.Finish();
        return access;
    }

    public static RecordingConfig Recording(JsonFields fields)
    {
        var defaults = RecordingConfig.Default;
        var journal = fields.Object("journal");
        var recording = new RecordingConfig
        {
            Prompts = fields.Choice("prompts", defaults.Prompts, ("full", PromptRecording.Full), ("hash", PromptRecording.Hash), ("off", PromptRecording.Off)),
            ServeOnFailure = fields.Choice("onFailure", defaults.ServeOnFailure, ("refuse", false), ("serve", true)),
            Retention = fields.Duration("retention", defaults.Retention, TimeSpan.Zero, Durations.Longest),
            JournalSync = journal.Duration("sync", defaults.JournalSync, Tick, Hour),
            BatchSize = journal.Whole("batch", defaults.BatchSize, 1, 10_000),
            BatchInterval = journal.Duration("interval", defaults.BatchInterval, Tick, Hour),
            JournalMaxBytes = journal.Whole("maxBytes", 1 << 20, 1L << 40) ?? defaults.JournalMaxBytes,
            LogRecords = fields.Flag("logRecords", defaults.LogRecords),
        };
        journal.Finish();
        fields.Finish();
        return recording;
    }

    public static int? MaxModelLabels(JsonFields fields)
    {
        var models = (int?)fields.Whole("maxModels", 1, 10_000);
        fields.Finish();
        return models;
    }
}
