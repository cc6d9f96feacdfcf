using System.Globalization;

namespace Switchyard.Model.Canaries;

/// <summary>The nodes that try a canary beside those that do not. Pure: the same reports give the same verdict on every node.</summary>
/// <param name="Canary">What the requests on nodes that try it met.</param>
/// <param name="Others">What those on the others met.</param>
public sealed record CanaryComparison(CanaryTraffic Canary, CanaryTraffic Others)
{
    private const double Judged = 0.95;

    /// <summary>95th percentile of the time to the first byte on the nodes that try it; null without requests.</summary>
    public TimeSpan? CanaryLatency => Canary.Percentile(Judged);

    /// <summary>The same on the others.</summary>
    public TimeSpan? OtherLatency => Others.Percentile(Judged);

    /// <summary>Adds the reports of nodes up.</summary>
    public static CanaryComparison Of(IEnumerable<CanaryNode> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var (canary, others) = (CanaryTraffic.None, CanaryTraffic.None);
        foreach (var node in nodes.Where(static node => node.Mark is not null))
        {
            (canary, others) = node.Mark!.Runs ? (canary.Plus(node.Traffic), others) : (canary, node.Mark.IsChosen ? others : others.Plus(node.Traffic));
        }

        return new CanaryComparison(canary, others);
    }

    /// <summary>What is to become of the canary, and why in words; no words while it goes on.</summary>
    /// <param name="plan">By what it is judged.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="chosen">How many nodes were to try it.</param>
    /// <param name="elapsed">How long it has been on trial.</param>
    public static (CanaryVerdict Verdict, string Reason) Judge(CanaryPlan plan, IReadOnlyList<CanaryNode> nodes, int chosen, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.FirstOrDefault(static node => node is { IsLost: false, Mark.IsChosen: true, Fault: not null }) is { } unable)
        {
            return (CanaryVerdict.Revert, $"The node {unable.Name} can not run it: {unable.Fault}");
        }

        var (live, found) = (nodes.Count(static node => node is { IsLost: false, Mark.Runs: true }), Of(nodes));
        var over = elapsed >= plan.Window;
        if (live < chosen && (over || nodes.Any(static node => node is { IsLost: true, Mark.IsChosen: true })))
        {
            return (CanaryVerdict.Revert, string.Create(CultureInfo.InvariantCulture, $"Of {chosen} nodes that were to try it, {live} run it."));
        }

        if (found.Canary.Requests < plan.MinRequests)
        {
            return !over || !plan.Promotes
                ? (CanaryVerdict.Wait, "")
                : (CanaryVerdict.Revert, string.Create(CultureInfo.InvariantCulture, $"There were {found.Canary.Requests} requests in {plan.Window}, too few to judge it by ({plan.MinRequests})."));
        }

        if (found.Worse(plan) is { } worse)
        {
            return (CanaryVerdict.Revert, worse);
        }

        return over && plan.Promotes ? (CanaryVerdict.Promote, found.Describe()) : (CanaryVerdict.Wait, "");
    }

    /// <summary>Both sides in numbers.</summary>
    public string Describe() => $"{Describe("canary", Canary, CanaryLatency)}; {Describe("others", Others, OtherLatency)}.";

    private static string Describe(string side, CanaryTraffic traffic, TimeSpan? latency) => string.Create(
        CultureInfo.InvariantCulture,
        $"{side}: {traffic.Requests} requests, {traffic.ErrorRate:P2} failed{(latency is { } time ? $", 95% answered within {time.TotalMilliseconds:F0} ms" : "")}");

    private string? Worse(CanaryPlan plan)
    {
        if (Canary.ErrorRate > Others.ErrorRate + plan.ErrorRate)
        {
            return $"Too many requests failed. {Describe()}";
        }

        // Two sides that few requests met differ by chance.
        return Others.Requests >= plan.MinRequests && OtherLatency is { } usual && CanaryLatency is { } slow && slow > usual * plan.Latency ? $"It is too slow. {Describe()}" : null;
    }
}
