using Switchyard.Admin.Problems;
using Switchyard.Configuration.Nodes;
using Switchyard.Model.Canaries;
using Switchyard.Storage.Canaries;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Canaries;

/// <summary>Reads canaries and how they compare.</summary>
internal sealed class CanaryQueries(Database database, NodeLiveness liveness)
{
    /// <summary>The canary that is on trial, or the one before; 404 when there never was one.</summary>
    public async Task<CanaryView> GetAsync(CancellationToken cancellationToken)
    {
        var (row, draft, nodes) = await database.ReadAsync(
            async (session, token) => (await CanaryTable.NewestAsync(session, token), await CanaryTable.DraftAsync(session, token), await NodeTable.ListAsync(session, token)), cancellationToken);
        if (row is null)
        {
            throw new ProblemException(Problem.NotFound("canary"));
        }

        if (draft is null)
        {
            return CanaryViews.Of(row);
        }

        liveness.Observe(nodes);
        var reports = CanaryReports.Of(nodes, liveness.IsLost, draft.Canary.Revision);
        return CanaryViews.Of(draft.Canary) with
        {
            Documents = [.. draft.Documents.Select(document => document.Name)],
            Nodes = [.. reports.Select(CanaryViews.Of)],
            Comparison = CanaryComparison.Of(reports).Describe(),
        };
    }

    /// <summary>The canary that is on trial with the reports of all nodes; null when there is none.</summary>
    public async Task<(CanaryRow Row, IReadOnlyList<CanaryNode> Nodes)?> RunningAsync(CancellationToken cancellationToken)
    {
        var (row, nodes) = await database.ReadAsync(async (session, token) => (await CanaryTable.RunningAsync(session, token), await NodeTable.ListAsync(session, token)), cancellationToken);
        liveness.Observe(nodes);
        return row is null ? null : (row, CanaryReports.Of(nodes, liveness.IsLost, row.Revision));
    }
}
