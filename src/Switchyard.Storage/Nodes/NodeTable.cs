using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Nodes;

/// <summary>Reports of nodes, one row each, overwritten by the next.</summary>
public static class NodeTable
{
    private const string Columns = "id, name, started_at, seen_at, revision, epoch, hash, state, rejected_revision, rejects_documents, reason, version, report_json, advertise";

    /// <summary>Writes the report of a node over its former one.</summary>
    public static Task UpsertAsync(SqlSession session, NodeRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into nodes ({Columns}) values
            (@Id, @Name, @StartedAt, @SeenAt, @Revision, @Epoch, @Hash, @State, @RejectedRevision, @RejectsDocuments, @Reason, @Version, @ReportJson, @Advertise)
            on conflict (id) do update set name = @Name, started_at = @StartedAt, seen_at = @SeenAt, revision = @Revision, epoch = @Epoch, hash = @Hash, state = @State,
                rejected_revision = @RejectedRevision, rejects_documents = @RejectsDocuments, reason = @Reason, version = @Version, report_json = @ReportJson, advertise = @Advertise
            """,
            row,
            cancellationToken);

    /// <summary>All nodes, sorted by name and id.</summary>
    public static Task<IReadOnlyList<NodeRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<NodeRow>($"select {Columns} from nodes order by name, id", null, cancellationToken);

    /// <summary>The node, or null.</summary>
    public static Task<NodeRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<NodeRow>($"select {Columns} from nodes where id = @id", new { id }, cancellationToken);

    /// <summary>Forgets nodes that were last seen before <paramref name="before"/>, and what they said of their bundles. Returns how many.</summary>
    public static async Task<int> DeleteExpiredAsync(SqlSession session, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("delete from bundle_nodes where node_id in (select id from nodes where seen_at < @before)", new { before }, cancellationToken);
        return await session.ExecuteAsync("delete from nodes where seen_at < @before", new { before }, cancellationToken);
    }

    /// <summary>Forgets one node and what it said of its bundles, as at its orderly end.</summary>
    public static async Task DeleteAsync(SqlSession session, Guid id, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("delete from bundle_nodes where node_id = @id", new { id }, cancellationToken);
        await session.ExecuteAsync("delete from nodes where id = @id", new { id }, cancellationToken);
    }
}
