using System.Text.Json.Nodes;
using Switchyard.Model.Agents;
using Switchyard.Model.Bundles;
using Switchyard.Model.Chats;
using Switchyard.Model.Gateways;
using Switchyard.Model.Proxying;
using Switchyard.Model.Recording;
using Switchyard.Model.Server;
using Switchyard.Model.Tools;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Revisions;

/// <summary>The sections that are one object, in the form of the configuration file.</summary>
internal static class ServerContent
{
    public static JsonObject Of(ServerConfig server) => new()
    {
        ["limits"] = new JsonObject
        {
            ["bodyBytes"] = server.MaxBodyBytes,
            ["headerBytes"] = server.MaxHeaderBytes,
            ["headers"] = server.MaxHeaders,
            ["minBodyRate"] = server.MinBodyRate,
            ["jsonDepth"] = server.MaxJsonDepth,
            ["eventBytes"] = server.MaxEventBytes,
        },
        ["drainCeiling"] = Durations.Format(server.DrainCeiling),
        ["streaming"] = new JsonObject
        {
            ["heartbeat"] = Durations.Format(server.Heartbeat),
            ["slowFlush"] = Durations.Format(server.SlowFlush),
            ["stall"] = Durations.Format(server.ClientStall),
        },
        ["listen"] = Texts(server.Listen),
        ["egress"] = new JsonObject { ["allow"] = Texts(server.EgressAllow) },
        ["edge"] = new JsonObject { ["maxOffline"] = Durations.Format(server.EdgeMaxOffline), ["journalBytes"] = server.EdgeJournalBytes },
        ["hub"] = new JsonObject
        {
            ["pollInterval"] = Durations.Format(server.HubPollInterval),
            ["retryMin"] = Durations.Format(server.HubRetryMin),
            ["retryMax"] = Durations.Format(server.HubRetryMax),
            ["pageSize"] = server.Gateways.Log.PageSize,
            ["cleanupInterval"] = Durations.Format(server.Gateways.Log.CleanupInterval),
            ["retention"] = Durations.Format(server.Gateways.Log.Retention),
            ["unacked"] = new JsonObject { ["age"] = Durations.Format(server.Gateways.Log.UnackedAge), ["count"] = server.Gateways.Log.UnackedCount },
            ["resync"] = Durations.Format(server.Gateways.Log.Resync),
        },
        ["gateways"] = Channel(server.Gateways),
        ["bundles"] = Bundles(server.Bundles),
        ["mcp"] = new JsonObject { ["allowedHosts"] = Texts(server.Mcp.AllowedHosts), ["allowedOrigins"] = Texts(server.Mcp.AllowedOrigins) },
        ["tools"] = Tools(server.Tools),
        ["agents"] = Agents(server.Agents),
        ["chats"] = Chats(server.Chats),
        ["proxy"] = Proxy(server.Proxy),
        ["reload"] = new JsonObject
        {
            ["debounce"] = Durations.Format(server.Reload.Debounce),
            ["maxDelay"] = Durations.Format(server.Reload.MaxDelay),
            ["retryRead"] = Durations.Format(server.Reload.RetryRead),
            ["scan"] = Durations.Format(server.Reload.Scan),
            ["retryMin"] = Durations.Format(server.Reload.RetryMin),
            ["retryMax"] = Durations.Format(server.Reload.RetryMax),
            ["probation"] = Durations.Format(server.Reload.Probation),
            ["probe"] = new JsonObject { ["model"] = server.Reload.ProbeModel, ["timeout"] = Durations.Format(server.Reload.ProbeTimeout) },
            ["history"] = new JsonObject { ["count"] = server.Reload.HistoryCount, ["age"] = Durations.Format(server.Reload.HistoryAge) },
        },
    };

    public static JsonObject Of(RecordingConfig recording) => new()
    {
        ["prompts"] = recording.Prompts.ToString().ToLowerInvariant(),
        ["onFailure"] = recording.ServeOnFailure ? "serve" : "refuse",
        ["retention"] = Durations.Format(recording.Retention),
        ["logRecords"] = recording.LogRecords,
        ["journal"] = new JsonObject
        {
            ["sync"] = Durations.Format(recording.JournalSync),
            ["batch"] = recording.BatchSize,
            ["interval"] = Durations.Format(recording.BatchInterval),
            ["maxBytes"] = recording.JournalMaxBytes,
        },
        ["dumpDirectory"] = recording.DumpDirectory,
        ["dumpMaxFiles"] = recording.DumpMaxFiles,
        ["dumpMaxBytes"] = recording.DumpMaxBytes,
    };

    private static JsonObject Bundles(BundleSettings settings) => new()
    {
        ["backoff"] = new JsonObject
        {
            ["first"] = Durations.Format(settings.BackoffFirst),
            ["longest"] = Durations.Format(settings.BackoffLongest),
            ["reset"] = Durations.Format(settings.BackoffReset),
        },
        ["burst"] = new JsonObject { ["count"] = settings.BurstCount, ["within"] = Durations.Format(settings.BurstWithin) },
        ["rearm"] = Durations.Format(settings.Rearm),
        ["concurrentStarts"] = settings.ConcurrentStarts,
        ["probe"] = new JsonObject
        {
            ["every"] = Durations.Format(settings.ProbeEvery),
            ["timeout"] = Durations.Format(settings.ProbeTimeout),
            ["misses"] = settings.ProbeMisses,
        },
        ["recover"] = Durations.Format(settings.Recover),
        ["pageSize"] = settings.PageSize,
        ["commands"] = Texts(settings.Commands),
        ["lease"] = new JsonObject { ["time"] = Durations.Format(settings.Lease), ["renew"] = Durations.Format(settings.LeaseRenew) },
        ["auth"] = new JsonObject { ["start"] = Durations.Format(settings.SignInStart), ["state"] = Durations.Format(settings.SignInState), ["callback"] = settings.SignInCallback },
        ["revalidate"] = new JsonObject
        {
            ["every"] = Durations.Format(settings.RevalidateEvery),
            ["parallel"] = settings.RevalidateParallel,
            ["losses"] = settings.RevalidateLosses,
            ["floor"] = settings.RevalidateFloor,
            ["share"] = settings.RevalidateShare,
        },
    };

    private static JsonObject Tools(ToolSettings settings) => new()
    {
        ["loop"] = new JsonObject { ["turns"] = settings.LoopTurns, ["calls"] = settings.LoopCalls, ["time"] = Durations.Format(settings.LoopTime) },
        ["parallelCalls"] = settings.ParallelCalls,
        ["parallel"] = settings.OneCallPerTurn ? "disable" : "keep",
        ["maxTools"] = settings.MaxTools,
        ["maxDefinitionBytes"] = settings.MaxDefinitionBytes,
        ["maxToolBytes"] = settings.MaxToolBytes,
        ["maxResultBytes"] = settings.MaxResultBytes,
        ["maxImageBytes"] = settings.MaxImageBytes,
        ["keepResults"] = Durations.Format(settings.KeepResults),
        ["keepResponseIds"] = Durations.Format(settings.KeepResponseIds),
        ["skipModels"] = Texts(settings.SkipModels),
        ["strict"] = settings.Strict,
    };

    private static JsonObject Agents(AgentSettings settings) => new()
    {
        ["dial"] = new JsonObject
        {
            ["delay"] = Durations.Format(settings.Dial.Delay),
            ["validate"] = Durations.Format(settings.Dial.Validate),
            ["timeout"] = Durations.Format(settings.Dial.Timeout),
            ["retries"] = settings.Dial.Retries,
            ["hedge"] = settings.Dial.Hedge,
            ["hedgeDelay"] = Durations.Format(settings.Dial.HedgeDelay),
        },
        ["allow"] = Texts(settings.Allow),
        ["heartbeat"] = Durations.Format(settings.Heartbeat),
        ["silent"] = Durations.Format(settings.Silent),
        ["firstContact"] = Durations.Format(settings.FirstContact),
        ["disconnected"] = Durations.Format(settings.Disconnected),
        ["waitOnline"] = Durations.Format(settings.WaitOnline),
        ["waitReady"] = Durations.Format(settings.WaitReady),
        ["discovery"] = Durations.Format(settings.Discovery),
        ["drain"] = Durations.Format(settings.Drain),
    };

    private static JsonObject Chats(ChatSettings settings) => new()
    {
        ["lease"] = Durations.Format(settings.Lease),
        ["renew"] = Durations.Format(settings.Renew),
        ["interrupt"] = Durations.Format(settings.Interrupt),
        ["startWorkspaces"] = settings.StartWorkspaces,
    };

    private static JsonObject Proxy(ProxySettings settings) => new()
    {
        ["others"] = settings.RefusesOthers ? "refuse" : "tunnel",
        ["ports"] = new JsonArray([.. settings.Ports.Select(port => JsonValue.Create(port))]),
        ["tunnels"] = new JsonObject { ["max"] = settings.MaxTunnels, ["perKey"] = settings.MaxTunnelsPerKey },
        ["greeting"] = Durations.Format(settings.Greeting),
        ["connect"] = Durations.Format(settings.Connect),
        ["idle"] = Durations.Format(settings.Idle),
        ["lifetime"] = Durations.Format(settings.Lifetime),
    };

    private static JsonObject Channel(GatewayChannelConfig config) => new()
    {
        ["connectRate"] = config.ConnectRate,
        ["failedRate"] = config.FailedRate,
        ["maxConnections"] = config.MaxConnections,
        ["maxInstances"] = config.MaxInstances,
        ["helloTimeout"] = Durations.Format(config.HelloTimeout),
        ["welcomeTimeout"] = Durations.Format(config.WelcomeTimeout),
        ["ping"] = Durations.Format(config.Ping),
        ["deadAfter"] = Durations.Format(config.DeadAfter),
        ["writeTimeout"] = Durations.Format(config.WriteTimeout),
        ["maxFrame"] = config.MaxFrame,
        ["snapshotFrame"] = config.SnapshotFrame,
        ["window"] = config.Window,
        ["lagging"] = Durations.Format(config.Lagging),
        ["resumeAfter"] = Durations.Format(config.ResumeAfter),
        ["bookmark"] = Durations.Format(config.Bookmark),
        ["maxAge"] = Durations.Format(config.MaxAge),
        ["lease"] = Durations.Format(config.Lease),
        ["renew"] = Durations.Format(config.Renew),
        ["allowedOrigins"] = Texts(config.AllowedOrigins),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
