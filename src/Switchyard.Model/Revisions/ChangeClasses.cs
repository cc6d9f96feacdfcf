namespace Switchyard.Model.Revisions;

/// <summary>
/// How a change of each part of the configuration is put in force. Every member of <see cref="ConfigurationModel"/> and every setting of its single-object sections stands here, or a test fails; what needed
/// a restart could not be said.
/// </summary>
public static class ChangeClasses
{
    private const string ModuleConfiguration = "config";

    /// <summary>The class by member of <see cref="ConfigurationModel"/>, and the section that shows it; null for what no section shows.</summary>
    public static IReadOnlyDictionary<string, (string? Section, ChangeClass Class)> Members { get; } = new Dictionary<string, (string?, ChangeClass)>(StringComparer.Ordinal)
    {
        // A restored database begins another line of revisions: nothing of the former one is built upon.
        [nameof(ConfigurationModel.Epoch)] = (null, ChangeClass.Whole),
        [nameof(ConfigurationModel.Revision)] = (null, ChangeClass.InPlace),
        [nameof(ConfigurationModel.Hash)] = (null, ChangeClass.InPlace),
        [nameof(ConfigurationModel.Cuts)] = (null, ChangeClass.InPlace),
        [nameof(ConfigurationModel.Purges)] = (null, ChangeClass.InPlace),
        [nameof(ConfigurationModel.Explanation)] = (null, ChangeClass.InPlace),
        [nameof(ConfigurationModel.Canary)] = (null, ChangeClass.InPlace),

        // Connections and keys of a changed provider are built beside the former ones, which drain; breakers and cool-downs are handed over.
        [nameof(ConfigurationModel.Providers)] = ("providers", ChangeClass.SideBySide),
        [nameof(ConfigurationModel.Users)] = ("users", ChangeClass.InPlace),
        [nameof(ConfigurationModel.AccessKeys)] = ("accessKeys", ChangeClass.InPlace),
        [nameof(ConfigurationModel.Routes)] = ("routes", ChangeClass.InPlace),
        // A module of another type or place is built beside the former one; see Of for its configuration.
        [nameof(ConfigurationModel.Modules)] = ("modules", ChangeClass.SideBySide),
        [nameof(ConfigurationModel.Workspaces)] = ("workspaces", ChangeClass.InPlace),
        // A new server is brought up beside the one that answers calls, which drains.
        [nameof(ConfigurationModel.Bundles)] = ("bundles", ChangeClass.SideBySide),
        [nameof(ConfigurationModel.Limits)] = ("limits", ChangeClass.InPlace),
        [nameof(ConfigurationModel.Prices)] = ("prices", ChangeClass.InPlace),
        [nameof(ConfigurationModel.Server)] = ("server", ChangeClass.InPlace),
        [nameof(ConfigurationModel.Access)] = ("access", ChangeClass.InPlace),
        [nameof(ConfigurationModel.Recording)] = ("recording", ChangeClass.InPlace),
        [nameof(ConfigurationModel.Detection)] = ("detection", ChangeClass.InPlace),
    };

    /// <summary>The class by field of the sections <c>server</c>, <c>access</c>, <c>recording</c> and <c>telemetry</c>.</summary>
    public static IReadOnlyDictionary<string, ChangeClass> Settings { get; } = new[]
    {
        // The listeners' own settings hold for the next connection, the others for the next request, read or round.
        "server.limits.bodyBytes", "server.limits.headerBytes", "server.limits.headers", "server.limits.minBodyRate", "server.limits.jsonDepth", "server.limits.eventBytes",
        "server.drainCeiling", "server.streaming.heartbeat", "server.streaming.slowFlush", "server.streaming.stall", "server.egress.allow",
        "server.edge.maxOffline", "server.edge.journalBytes",
        "server.hub.pollInterval", "server.hub.retryMin", "server.hub.retryMax", "server.hub.pageSize", "server.hub.cleanupInterval", "server.hub.retention",
        "server.hub.unacked.age", "server.hub.unacked.count", "server.hub.resync",
        "server.gateways.connectRate", "server.gateways.failedRate", "server.gateways.maxConnections", "server.gateways.maxInstances", "server.gateways.helloTimeout",
        "server.gateways.welcomeTimeout", "server.gateways.ping", "server.gateways.deadAfter", "server.gateways.writeTimeout", "server.gateways.maxFrame",
        "server.gateways.snapshotFrame", "server.gateways.window", "server.gateways.lagging", "server.gateways.resumeAfter", "server.gateways.bookmark",
        "server.gateways.maxAge", "server.gateways.lease", "server.gateways.renew", "server.gateways.allowedOrigins",
        "server.reload.debounce", "server.reload.maxDelay", "server.reload.retryRead", "server.reload.scan", "server.reload.retryMin", "server.reload.retryMax", "server.reload.probation", "server.reload.probe.model", "server.reload.probe.timeout", "server.reload.history.count", "server.reload.history.age",
        "server.bundles.backoff.first", "server.bundles.backoff.longest", "server.bundles.backoff.reset", "server.bundles.burst.count", "server.bundles.burst.within", "server.bundles.rearm",
        "server.bundles.concurrentStarts", "server.bundles.probe.every", "server.bundles.probe.timeout", "server.bundles.probe.misses", "server.bundles.recover", "server.bundles.pageSize",
        "server.bundles.commands", "server.bundles.lease.time", "server.bundles.lease.renew", "server.bundles.auth.start", "server.bundles.auth.state", "server.bundles.auth.callback",
        "server.bundles.revalidate.every", "server.bundles.revalidate.parallel", "server.bundles.revalidate.losses", "server.bundles.revalidate.floor", "server.bundles.revalidate.share",
        "server.mcp.allowedHosts", "server.mcp.allowedOrigins",
        "server.tools.loop.turns", "server.tools.loop.calls", "server.tools.loop.time", "server.tools.parallelCalls", "server.tools.parallel", "server.tools.maxTools",
        "server.tools.maxDefinitionBytes", "server.tools.maxToolBytes", "server.tools.maxResultBytes", "server.tools.maxImageBytes", "server.tools.keepResults",
        "server.tools.keepResponseIds", "server.tools.skipModels", "server.tools.strict",
        "server.agents.dial.delay", "server.agents.dial.validate", "server.agents.dial.timeout", "server.agents.dial.retries", "server.agents.dial.hedge", "server.agents.dial.hedgeDelay",
        "server.agents.allow", "server.agents.heartbeat", "server.agents.silent", "server.agents.firstContact", "server.agents.disconnected", "server.agents.waitOnline",
        "server.agents.waitReady", "server.agents.discovery", "server.agents.drain", "server.chats.lease", "server.chats.renew", "server.chats.interrupt", "server.chats.startWorkspaces",
        "server.proxy.others", "server.proxy.ports", "server.proxy.tunnels.max", "server.proxy.tunnels.perKey", "server.proxy.greeting", "server.proxy.connect", "server.proxy.idle", "server.proxy.lifetime",
        "access.byok",
        "recording.prompts", "recording.onFailure", "recording.retention", "recording.logRecords", "recording.journal.sync", "recording.journal.batch",
        "recording.journal.interval", "recording.journal.maxBytes", "recording.dumpDirectory", "recording.dumpMaxFiles", "recording.dumpMaxBytes",
        "telemetry.maxModels",
    }.ToDictionary(field => field, _ => ChangeClass.InPlace, StringComparer.Ordinal)
        // A listener that is named listens before, one that is not named any more drains.
        .Append(KeyValuePair.Create("server.listen", ChangeClass.SideBySide)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The class of a change of <paramref name="field"/> of an object in <paramref name="section"/>.</summary>
    /// <exception cref="ArgumentException">Neither is classified.</exception>
    public static ChangeClass Of(string section, string field)
    {
        if (section == "modules" && (field == ModuleConfiguration || field.StartsWith(ModuleConfiguration + ".", StringComparison.Ordinal)))
        {
            // All types of the product take another configuration as they run.
            return ChangeClass.InPlace;
        }

        if (Settings.TryGetValue($"{section}.{field}", out var setting))
        {
            return setting;
        }

        foreach (var (known, found) in Members.Values)
        {
            if (known == section)
            {
                return found;
            }
        }

        throw new ArgumentException($"{section}.{field} has no class.", nameof(field));
    }
}
