using System.Buffers;
using System.Text.Json;
using Switchyard.Admin.Bundles.Archives;
using Switchyard.Configuration.Nodes;
using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Bundles;

/// <summary>Shows bundles: their definition from the record, how they fare from what nodes report, and of this node from its own supervision.</summary>
internal sealed class BundleViews(IBundleSupervision supervision, NodeIdentity node, NodeLiveness liveness, FileBundles files)
{
    // Of several nodes the one that serves best is the summary.
    private static readonly string[] BestFirst = ["running", "restarting", "starting", "draining", "crashed", "dead", "stopped"];

    public async Task<IReadOnlyList<BundleView>> ListAsync(SqlSession session, string workspace, IReadOnlyList<BundleRecord> records, CancellationToken cancellationToken)
    {
        var nodes = await NodesAsync(session, cancellationToken);
        var reports = (await BundleNodeTable.ListAsync(session, workspace, cancellationToken)).ToLookup(row => row.Bundle);
        return [.. records.Select(record => Of(record, Nodes(record, reports[record.Key.Bundle], nodes)))];
    }

    public async Task<BundleView> OneAsync(SqlSession session, BundleRecord record, CancellationToken cancellationToken)
    {
        var nodes = await NodesAsync(session, cancellationToken);
        return Of(record, Nodes(record, await BundleNodeTable.ListAsync(session, record.Key.Workspace, record.Key.Bundle, cancellationToken), nodes));
    }

    /// <summary>How the bundle fares here and now; null where this process runs no bundles.</summary>
    public BundleStatus? Here(BundleKey key) => supervision.Find(key);

    /// <summary>What the status of a bundle shows.</summary>
    public static BundleStanding Of(BundleStatus status) => new(
        BundleStates.NameOf(status.State), status.Reason, status.Generation, status.Since, status.LastError, BundleStates.NameOf(status.Authorization), status.RunningVersion);

    private BundleView Of(BundleRecord record, IReadOnlyList<BundleNodeView> nodes)
    {
        var (definition, standing) = (record.Definition, Standing(record, nodes));
        return new BundleView
        {
            Id = record.Id,
            Workspace = record.Key.Workspace,
            Name = record.Key.Bundle,
            Type = BundleTypes.NameOf(definition.Type),
            DisplayName = definition.DisplayName,
            Command = definition.Command,
            Args = definition.Args,
            Cwd = definition.WorkingDirectory,
            Url = definition.Url,
            Archive = definition.Archive,
            Manifest = definition.Manifest is { } manifest ? ManifestViews.Of(manifest) : null,
            Settings = SettingsOf(definition),
            Insecure = definition.Insecure,
            Env = definition.Environment,
            Headers = definition.Headers,
            Credentials = [.. definition.Credentials.Select(field => new BundleFieldView(field.Name, field.Env, field.FileEnv, field.Header, field.Required, field.Description))],
            Authorization = definition.Authorization is { } terms ? new BundleAuthorizationView(terms.PerUser ? SignInTerms.User : SignInTerms.Workspace, terms.ClientId, terms.Scopes) : null,
            Exclusive = definition.Exclusive,
            Protected = definition.Protected,
            Eager = definition.Eager,
            Serial = definition.Serial,
            PinTools = definition.PinTools,
            Protocol = definition.Protocol,
            Allow = definition.Allow,
            Deny = definition.Deny,
            Limits = Of(definition.Limits),
            Timeouts = Of(definition.Timeouts),
            Enabled = record.Enabled,
            Origin = record.Origin.Kind.ToString().ToLowerInvariant(),
            DefinedIn = record.Origin.Location is { } place ? $"{place}:{record.Origin.Line}" : null,
            State = standing.State,
            Reason = standing.Reason,
            Generation = standing.Generation,
            Since = standing.Since,
            LastError = standing.LastError,
            Auth = standing.Auth,
            DesiredVersion = record.Set?.Version ?? 0,
            RunningVersion = standing.RunningVersion,
            Nodes = nodes,
            CreatedAt = record.Row?.CreatedAt,
            UpdatedAt = record.Row?.UpdatedAt,
        };
    }

    private static JsonElement? SettingsOf(BundleDefinition definition)
    {
        if (definition.Manifest is null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            ArchivedFields.WriteSettings(writer, definition);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static BundleLimitsView Of(BundleLimits limits) => new(limits.Calls, limits.Memory, limits.Processes, limits.Files, limits.Line, limits.Log);

    private static BundleTimeoutsView Of(BundleTimeouts timeouts) => new(
        timeouts.Start is { } start ? Durations.Format(start) : null,
        Durations.Format(timeouts.Drain),
        Durations.Format(timeouts.Gap),
        Durations.Format(timeouts.Eof),
        Durations.Format(timeouts.Term),
        Durations.Format(timeouts.Call));

    private BundleStanding Standing(BundleRecord record, IReadOnlyList<BundleNodeView> nodes)
    {
        if (supervision.Find(record.Key) is { } here && (here.Reason != BundleOutcomes.Elsewhere || nodes.All(static report => report.Reason == BundleOutcomes.Elsewhere)))
        {
            return Of(here);
        }

        if (nodes.MinBy(report => Array.IndexOf(BestFirst, report.State)) is { } best)
        {
            return new BundleStanding(best.State, best.Reason, best.Generation, best.Since, best.LastError, best.Auth, best.RunningVersion);
        }

        // Nobody runs it: what the records say is all there is to know.
        var reason = !record.Enabled ? "operator"
            : files.ErrorOf(record.Key) is { } error ? error
            : record.Missing.Count > 0 ? BundleProblems.CredentialsMissing
            : record.Definition.MissingSettings().Any() ? BundleProblems.SettingsMissing
            : "installed";
        var needed = reason == BundleProblems.CredentialsMissing ? record.Missing : reason == BundleProblems.SettingsMissing ? [.. record.Definition.MissingSettings()] : [];
        return new BundleStanding("stopped", reason, 0, null, needed.Count > 0 ? $"Needs {string.Join(", ", needed)}." : null, "none", null);
    }

    private IReadOnlyList<BundleNodeView> Nodes(BundleRecord record, IEnumerable<BundleNodeRow> reports, IReadOnlyDictionary<Guid, string> nodes)
    {
        var here = supervision.Find(record.Key);
        var shown = reports.Where(report => nodes.ContainsKey(report.NodeId) && (here is null || report.NodeId != node.Id)).Select(report => View(report, nodes[report.NodeId]));
        return [.. (here is null ? shown : shown.Append(View(here))).OrderBy(view => view.Node, StringComparer.Ordinal).ThenBy(view => view.NodeId)];
    }

    private async Task<IReadOnlyDictionary<Guid, string>> NodesAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var rows = await NodeTable.ListAsync(session, cancellationToken);
        liveness.Observe(rows);
        return rows.Where(row => !liveness.IsLost(row)).ToDictionary(row => row.Id, row => row.Name);
    }

    private BundleNodeView View(BundleStatus status) => new()
    {
        NodeId = node.Id,
        Node = node.Name,
        State = BundleStates.NameOf(status.State),
        Reason = status.Reason,
        Generation = status.Generation,
        Since = status.Since,
        LastError = status.LastError,
        Auth = BundleStates.NameOf(status.Authorization),
        RunningVersion = status.RunningVersion,
        SettledRevision = status.SettledRevision,
        Calls = status.Calls,
        Tools = status.Tools,
    };

    private static BundleNodeView View(BundleNodeRow row, string name) => new()
    {
        NodeId = row.NodeId,
        Node = name,
        State = row.State,
        Reason = row.Reason,
        Generation = row.Generation,
        Since = row.Since,
        LastError = row.LastError,
        Auth = row.Auth,
        RunningVersion = row.RunningVersion,
        SettledRevision = row.SettledRevision,
        Calls = row.Calls,
        Tools = row.Tools,
    };
}
