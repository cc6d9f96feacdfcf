using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Access;
using Switchyard.Model.Recording;
using Switchyard.Model.Server;
using Switchyard.Model.Validation;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schemas of the sections that are one object.</summary>
internal static class NodeSchemas
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static JsonObject Requires() => Section(
        "What the file needs to be understood; a node that lacks it refuses the file by naming it.",
        ("switchyard", Text("Least version of Switchyard, for example 0.1.0.")),
        ("features", List("Features the node must have.", 100, new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = Types(Requirements.Features) }, Reference()) })));

    public static JsonObject Server()
    {
        var defaults = ServerConfig.Default;
        return Section(
            "Settings of the node itself. They change while it runs.",
            ("limits", Section(
                "Limits of a request.",
                ("bodyBytes", Whole("Longest request body in bytes, decoded; a provider may have its own.", 1024, 1 << 30, defaults.MaxBodyBytes)),
                ("headerBytes", Whole("Most bytes of all headers of a request. A change holds for new connections, and for open ones after one more request.", 4096, 1 << 20, defaults.MaxHeaderBytes)),
                ("headers", Whole("Most headers of a request. A change holds as that of headerBytes.", 10, 1000, defaults.MaxHeaders)),
                ("minBodyRate", Whole("Least speed of a request body in bytes per second, after 5 s of grace. A change holds as that of headerBytes.", 1, 1 << 20, defaults.MinBodyRate)),
                ("jsonDepth", Whole("Deepest nesting of a JSON body.", 8, 1000, defaults.MaxJsonDepth)),
                ("eventBytes", Whole("Longest event of an upstream stream in bytes.", 1024, 1 << 30, defaults.MaxEventBytes)))),
            ("drainCeiling", Duration("Longest time a superseded provider may keep running requests.", Tick, TimeSpan.FromDays(1), defaults.DrainCeiling)),
            ("streaming", Section(
                "Streams to clients.",
                ("heartbeat", Duration("Silence after which a stream gets a heartbeat.", Tick, Hour, defaults.Heartbeat)),
                ("slowFlush", Duration("A flush to the client that takes longer is logged.", Tick, Hour, defaults.SlowFlush)),
                ("stall", Duration("A client that takes nothing for this long is ended.", Tick, Hour, defaults.ClientStall)))),
            ("hub", Section(
                "How the node follows changes.",
                [
                    ("pollInterval", Duration("Time between two looks at the version rows.", Tenth, Minute, defaults.HubPollInterval)),
                    ("retryMin", Duration("First wait after a failed read; each further one doubles it.", Tenth, Minute, defaults.HubRetryMin)),
                    ("retryMax", Duration("Longest wait after a failed read; not shorter than retryMin.", Tenth, Hour, defaults.HubRetryMax)),
                    .. GatewaySchemas.Log(),
                ])),
            ("gateways", GatewaySchemas.Channel()),
            ("edge", GatewaySchemas.Edge()),
            ("bundles", BundleSchemas.Settings()),
            ("mcp", BundleSchemas.Mcp()),
            ("tools", ToolSchemas.Settings()),
            ("agents", AgentSchemas.Agents()),
            ("chats", AgentSchemas.Chats()),
            ("proxy", ProxySchema.Proxy()),
            ("reload", Reload()),
            ("listen", Texts("Further addresses of the data plane, for example https://0.0.0.0:8443. They come and go without a restart; one that can not be had refuses the revision.", 16)),
            ("egress", Section(
                "Which addresses may be dialled.",
                ("allow", Texts("Loopback, private and other special addresses that providers may have: CIDRs, addresses and host names.", 1000)))));
    }

    private static JsonObject Reload()
    {
        var (shortest, shortestRetry, longest, defaults) = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10), ReloadConfig.Default);
        return Section(
            "How changes of the configuration are followed.",
            ("debounce", Duration("How quiet it must have been before changed files are read.", shortest, longest, defaults.Debounce)),
            ("maxDelay", Duration("Longest time from the first change to the read; not shorter than debounce.", shortest, longest, defaults.MaxDelay)),
            ("retryRead", Duration("When a file that was refused is looked at again, in case it was half written.", shortest, longest, defaults.RetryRead)),
            ("scan", Duration("Time between two comparisons of the files' content, whatever was noticed.", shortest, longest, defaults.Scan)),
            ("retryMin", Duration("First wait before a content is prepared again that could not be prepared for a passing cause; each further one doubles it.", shortestRetry, longest, defaults.RetryMin)),
            ("retryMax", Duration("Longest such wait; not shorter than retryMin.", shortestRetry, longest, defaults.RetryMax)),
            ("probation", Duration("How long after a change its modules are watched; if one fails, the change is rolled back. 0s turns it off.", TimeSpan.Zero, longest, defaults.Probation)),
            ("probe", Section(
                "What a node tries before it puts files, documents or a canary in force. If it fails, they are held back and tried again; changes of records are not concerned.",
                ("model", Text("The model that is asked for one word: provider/model or an alias of a route. The request goes to the provider and may cost something. Left out, nothing is asked.")),
                ("timeout", Duration("How long the answer may take.", shortestRetry, TimeSpan.FromSeconds(25), defaults.ProbeTimeout)))),
            ("history", Section(
                "How long revisions are kept: those that either of the two keeps, the one in force, and those that a node names.",
                ("count", Whole("How many of the newest revisions are kept.", 1, 1_000_000, defaults.HistoryCount)),
                ("age", Duration("How long every revision is kept.", TimeSpan.FromHours(1), Durations.Longest, defaults.HistoryAge)))));
    }

    public static JsonObject Access() => Section(
        "Rules of access.",
        ("byok", Flag("Whether any client may bring its own upstream key; the provider must allow it too.", AccessConfig.Default.Byok)));

    public static JsonObject Recording()
    {
        var defaults = RecordingConfig.Default;
        return Section(
            "What is recorded of requests, and how.",
            ("prompts", Choice("How prompts, tool inputs and reasoning texts are kept: whole and sealed, as a hash, or not at all.", "full", "full", "hash", "off")),
            ("onFailure", Choice("What happens when the journal can not be written: refuse requests, or serve them unrecorded.", "refuse", "refuse", "serve")),
            ("retention", Duration("Age at which records are deleted; 0 keeps them.", TimeSpan.Zero, Durations.Longest, defaults.Retention)),
            ("logRecords", Flag("Writes each record as one structured log line, too.", defaults.LogRecords)),
            ("dumpDirectory", Text("Absolute path of a directory that whole requests and responses are written to, without credentials; nothing is if it is left out.")),
            ("dumpMaxFiles", Whole("Most files in it; the oldest go.", 1, 100_000, defaults.DumpMaxFiles)),
            ("dumpMaxBytes", Whole("Most bytes of one file; what is beyond is left out.", 1024, 64 << 20, defaults.DumpMaxBytes)),
            ("journal", Section(
                "The local journal, through which every record goes first.",
                ("sync", Duration("Longest time between two flushes to the disk.", Tick, Hour, defaults.JournalSync)),
                ("batch", Whole("Most records in one database batch.", 1, 10_000, defaults.BatchSize)),
                ("interval", Duration("Longest wait before a batch is written.", Tick, Hour, defaults.BatchInterval)),
                ("maxBytes", Whole("Most bytes on disk.", 1 << 20, 1L << 40, defaults.JournalMaxBytes)))));
    }

    public static JsonObject Telemetry() => Section(
        "Metrics.",
        ("maxModels", Whole("Most model names per provider that get a label of their own; the rest are 'other'.", 1, 10_000, ServerConfig.Default.MaxModelLabels)));
}
