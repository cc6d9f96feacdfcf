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
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static ServerConfig Server(JsonFields fields)
    {
        var defaults = ServerConfig.Default;
        var (limits, streaming, hub, egress, edge) = (fields.Object("limits"), fields.Object("streaming"), fields.Object("hub"), fields.Object("egress"), fields.Object("edge"));
        var allow = egress.Texts("allow", 1000, 256) ?? [];
        EgressPolicy.Parse(allow, fields.Faults, egress.PathOf("allow"));
        var server = new ServerConfig
        {
            MaxBodyBytes = limits.Whole("bodyBytes", defaults.MaxBodyBytes, 1024, 1 << 30),
            MaxHeaderBytes = limits.Whole("headerBytes", defaults.MaxHeaderBytes, 4096, 1 << 20),
            MaxHeaders = limits.Whole("headers", defaults.MaxHeaders, 10, 1000),
            MinBodyRate = limits.Whole("minBodyRate", defaults.MinBodyRate, 1, 1 << 20),
            MaxJsonDepth = limits.Whole("jsonDepth", defaults.MaxJsonDepth, 8, 1000),
            MaxEventBytes = limits.Whole("eventBytes", defaults.MaxEventBytes, 1024, 1 << 30),
            DrainCeiling = fields.Duration("drainCeiling", defaults.DrainCeiling, Tick, TimeSpan.FromDays(1)),
            Heartbeat = streaming.Duration("heartbeat", defaults.Heartbeat, Tick, Hour),
            SlowFlush = streaming.Duration("slowFlush", defaults.SlowFlush, Tick, Hour),
            ClientStall = streaming.Duration("stall", defaults.ClientStall, Tick, Hour),
            EgressAllow = allow,
            Listen = Listen(fields),
            Reload = ReloadSection.Read(fields.Object("reload")),
            EdgeMaxOffline = edge.Duration("maxOffline", defaults.EdgeMaxOffline, TimeSpan.Zero, Durations.Longest),
            EdgeJournalBytes = edge.Whole("journalBytes", 32 << 20, 1L << 40) ?? defaults.EdgeJournalBytes,
            Bundles = BundleSettingsSection.Read(fields.Object("bundles")),
            Mcp = McpSection.Read(fields.Object("mcp")),
            Tools = ToolSettingsSection.Read(fields.Object("tools")),
            Agents = AgentSettingsSection.Read(fields.Object("agents")),
            Chats = AgentSettingsSection.ReadChats(fields.Object("chats")),
            Proxy = ProxySection.Read(fields.Object("proxy")),
            Gateways = GatewaySections.Read(fields.Object("gateways"), hub),
            HubPollInterval = hub.Duration("pollInterval", defaults.HubPollInterval, Tenth, TimeSpan.FromMinutes(1)),
            HubRetryMin = hub.Duration("retryMin", defaults.HubRetryMin, Tenth, TimeSpan.FromMinutes(1)),
            HubRetryMax = hub.Duration("retryMax", defaults.HubRetryMax, Tenth, Hour),
        };
        if (server.HubRetryMax < server.HubRetryMin)
        {
            hub.Fault("retryMax", $"Is {Durations.Format(server.HubRetryMax)}, shorter than retryMin ({Durations.Format(server.HubRetryMin)}).");
        }

        limits.Finish();
        streaming.Finish();
        hub.Finish();
        egress.Finish();
        edge.Finish();
        fields.Finish();
        return server;
    }

    private static IReadOnlyList<string> Listen(JsonFields fields)
    {
        var listen = fields.Texts("listen", 16, 256) ?? [];
        var seen = new HashSet<Uri>();
        for (var i = 0; i < listen.Count; i++)
        {
            var isAddress = Uri.TryCreate(listen[i], UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery is "/" && address.UserInfo.Length == 0 && address.Port > 0;
            if (!isAddress)
            {
                fields.Faults.Add($"{fields.PathOf("listen")}[{i}]", "Is no address like https://0.0.0.0:8443 (scheme http or https, host, port, no path).");
            }
            else if (!seen.Add(address!))
            {
                fields.Faults.Add($"{fields.PathOf("listen")}[{i}]", "Is there twice.");
            }
        }

        return listen;
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
            DumpDirectory = DumpDirectory(fields),
            DumpMaxFiles = fields.Whole("dumpMaxFiles", defaults.DumpMaxFiles, 1, 100_000),
            DumpMaxBytes = fields.Whole("dumpMaxBytes", defaults.DumpMaxBytes, 1024, 64 << 20),
        };
        journal.Finish();
        fields.Finish();
        return recording;
    }

    private static string? DumpDirectory(JsonFields fields)
    {
        if (fields.Text("dumpDirectory", 4096) is not { Length: > 0 } directory)
        {
            return null;
        }

        if (!Path.IsPathFullyQualified(directory))
        {
            fields.Fault("dumpDirectory", "Must be an absolute path.");
        }

        return directory;
    }

    public static int? MaxModelLabels(JsonFields fields)
    {
        var models = (int?)fields.Whole("maxModels", 1, 10_000);
        fields.Finish();
        return models;
    }
}
