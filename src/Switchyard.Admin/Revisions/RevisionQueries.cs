using Switchyard.Admin.Audit;
using Switchyard.Admin.Plans;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Revisions;

/// <summary>Reads the history of revisions.</summary>
internal sealed class RevisionQueries(Database database, RevisionContent content, RolloutReader rollout)
{
    /// <summary>More rows than one change has: a provider and its 32 keys.</summary>
    private const int Neighbours = 100;

    /// <summary>Up to <paramref name="limit"/> revisions before <paramref name="before"/>, newest first.</summary>
    public async Task<IReadOnlyList<RevisionView>> ListAsync(long before, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((session, token) => RevisionTable.ListAsync(session, before, limit, token), cancellationToken);
        var nodes = await rollout.ReadAsync(null, cancellationToken);
        return [.. rows.Select(row => new RevisionView(row.Revision, row.AuthorName, row.Origin, row.At, row.Comment, row.Summary, Outcome(nodes, row.Revision)))];
    }

    /// <summary>The revision <paramref name="number"/> with all that is on record about it, or null.</summary>
    public async Task<RevisionDetail?> FindAsync(long number, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            async (session, token) => await RevisionTable.FindAsync(session, number, token) is { } row
                ? (row, row.HasImages ? await content.ReadAsync(session, number, token) : null, await AuditAsync(session, row, token))
                : default((RevisionRow Row, System.Text.Json.Nodes.JsonObject? Content, IReadOnlyList<AuditRow> Audit)?),
            cancellationToken);
        return found is not var (revision, shown, audit)
            ? null
            : new RevisionDetail
            {
                Revision = revision.Revision,
                Author = revision.AuthorName,
                Origin = revision.Origin,
                At = revision.At,
                Comment = revision.Comment,
                Summary = revision.Summary,
                Event = revision.Event,
                Action = revision.Action,
                EntityId = revision.EntityId,
                Diff = ObjectChangeView.Read(revision.DiffJson),
                Content = shown,
                Nodes = Outcome(await rollout.ReadAsync(null, cancellationToken), number),
                Changes = [.. audit.Select(AuditView.Of)],
            };
    }

    private IReadOnlyList<RevisionNodeView> Outcome(Switchyard.Configuration.Nodes.Rollout nodes, long revision) =>
        [.. rollout.NodesOf(nodes, revision).Select(node => new RevisionNodeView(node.Row.Name, node.State, node.State == NodeStates.Rejected ? node.Row.Reason : null))];

    /// <summary>A change writes its rows without a gap and at one instant, the one of the revision.</summary>
    private static async Task<IReadOnlyList<AuditRow>> AuditAsync(SqlSession session, RevisionRow revision, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter { Entity = revision.EntityId, From = revision.At, To = revision.At.AddMilliseconds(1) };
        if (await AuditTable.ListAsync(session, filter, 1, cancellationToken) is not [var row])
        {
            return [];
        }

        var around = await AuditTable.RangeAsync(session, row.Version - Neighbours, row.Version + Neighbours, cancellationToken);
        var earlier = around.Where(other => other.Version <= row.Version).Reverse().TakeWhile(other => other.At == row.At).Reverse();
        return [.. earlier, .. around.Where(other => other.Version > row.Version).TakeWhile(other => other.At == row.At)];
    }
}
