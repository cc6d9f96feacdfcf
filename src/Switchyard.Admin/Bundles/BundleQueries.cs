using System.Text.Json;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Bundles;

/// <summary>Reads bundles: records from the database, so that every node shows the same at once; tools and lines from this node.</summary>
internal sealed class BundleQueries(Database database, BundleStore store, BundleViews views, IBundleSupervision supervision)
{
    public Task<IReadOnlyList<BundleView>> ListAsync(string workspace, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var home = await store.HomeAsync(session, workspace, token);
            return await views.ListAsync(session, home.Name, await store.ListAsync(session, home, token), token);
        },
        cancellationToken);

    /// <summary>The bundle with its entity tag.</summary>
    public Task<(BundleView View, string ETag)> GetAsync(string workspace, string bundle, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var record = await store.FindAsync(session, workspace, bundle, token);
            return (await views.OneAsync(session, record, token), record.ETag);
        },
        cancellationToken);

    /// <summary>Which credentials are there, with the entity tag of the set.</summary>
    public Task<(CredentialsView View, string ETag)> CredentialsAsync(string workspace, string bundle, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var record = await store.FindAsync(session, workspace, bundle, token);
            return (CredentialViews.Of(record, views.Here(record.Key)), record.CredentialsETag);
        },
        cancellationToken);

    /// <summary>The tools on offer on this node, sorted by name.</summary>
    public async Task<IReadOnlyList<BundleToolView>> ToolsAsync(string workspace, string bundle, CancellationToken cancellationToken)
    {
        var (record, approved) = await database.ReadAsync(
            async (session, token) =>
            {
                var found = await store.FindAsync(session, workspace, bundle, token);
                return (found, await BundleToolTable.ListAsync(session, found.Key.Workspace, found.Key.Bundle, token));
            },
            cancellationToken);
        var hashes = approved.ToDictionary(row => row.Tool, row => row.Hash);
        return
        [
            .. (supervision.Tools(record.Key) ?? []).OrderBy(tool => tool.Name, StringComparer.Ordinal)
                .Select(tool => new BundleToolView(tool.Name, tool.Hash, tool.IsQuarantined, hashes.GetValueOrDefault(tool.Name), JsonElement.Parse(tool.Definition.Span))),
        ];
    }

    /// <summary>The newest <paramref name="limit"/> lines on this node, oldest first.</summary>
    public async Task<IReadOnlyList<BundleLogView>> LogAsync(string workspace, string bundle, int limit, CancellationToken cancellationToken)
    {
        var record = await database.ReadAsync((session, token) => store.FindAsync(session, workspace, bundle, token), cancellationToken);
        return [.. (supervision.Log(record.Key) ?? []).TakeLast(limit).Select(line => new BundleLogView(line.At, line.Generation, line.Text))];
    }

    /// <summary>Up to <paramref name="limit"/> moves on all nodes before <paramref name="before"/>, newest first.</summary>
    public Task<IReadOnlyList<BundleMoveView>> HistoryAsync(string workspace, string bundle, long before, int limit, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<BundleMoveView>>(
        async (session, token) =>
        {
            var key = (await store.FindAsync(session, workspace, bundle, token)).Key;
            var nodes = (await NodeTable.ListAsync(session, token)).ToDictionary(row => row.Id, row => row.Name);
            var moves = await BundleMoveTable.ListAsync(session, key.Workspace, key.Bundle, before, limit, token);
            return
            [
                .. moves.Select(move => new BundleMoveView(
                    move.Seq, move.NodeId, nodes.GetValueOrDefault(move.NodeId), move.At, move.FromState, move.ToState, move.Reason, move.Generation, move.Detail)),
            ];
        },
        cancellationToken);
}
