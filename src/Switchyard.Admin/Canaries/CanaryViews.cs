using System.Text.Json;
using Switchyard.Model.Canaries;
using Switchyard.Model.Validation;
using Switchyard.Storage.Canaries;

namespace Switchyard.Admin.Canaries;

/// <summary>Shows canaries.</summary>
internal static class CanaryViews
{
    public static CanaryPlan PlanOf(CanaryRow row) => JsonSerializer.Deserialize(row.PlanJson, CanaryJson.Default.CanaryPlan) ?? CanaryPlan.Default;

    /// <summary>How many nodes were to try it.</summary>
    public static int ChosenOf(CanaryRow row) => JsonSerializer.Deserialize(row.NodesJson, CanaryJson.Default.GuidArray)?.Length ?? 0;

    public static CanaryView Of(CanaryRow row)
    {
        var plan = PlanOf(row);
        return new CanaryView
        {
            Revision = row.Revision,
            State = row.State,
            Author = row.AuthorName,
            Comment = row.Comment,
            StartedAt = row.StartedAt,
            Window = Durations.Format(plan.Window),
            Promote = plan.Promotes ? "auto" : "manual",
            Thresholds = new CanaryThresholds((decimal)plan.ErrorRate, (decimal)plan.Latency, plan.MinRequests),
            EndedAt = row.EndedAt,
            EndedRevision = row.EndedRevision,
            EndedBy = row.EndedBy,
            Reason = row.Reason,
        };
    }

    public static CanaryNodeView Of(CanaryNode node) => new(
        node.Name,
        node switch
        {
            { IsLost: true } => "lost",
            { Mark: null } => "lagging",
            { Mark.Runs: true } => "canary",
            { Mark.IsChosen: true } => "refused",
            _ => "other",
        },
        node.Fault,
        node.Traffic.Requests,
        node.Traffic.Failures,
        node.Traffic.Percentile(0.95)?.TotalMilliseconds);
}
