using Switchyard.Model.Canaries;

namespace Switchyard.Model.Tests.Canaries;

public sealed class CanaryComparisonTests
{
    private static readonly CanaryPlan Plan = CanaryPlan.Default with { Window = TimeSpan.FromMinutes(1), MinRequests = 100 };

    [Fact]
    public void Nothing_is_decided_before_enough_requests_and_before_the_window_is_over()
    {
        Judge(0, Node(runs: true, requests: 99, failures: 99), Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Wait);
        Judge(59, Node(runs: true, requests: 100), Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Wait);
        Judge(60, Node(runs: true, requests: 100), Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Promote);
    }

    [Fact]
    public void It_is_reverted_at_once_when_more_requests_fail_than_elsewhere()
    {
        Judge(1, Node(runs: true, requests: 1000, failures: 61), Node(runs: false, requests: 1000, failures: 50)).ShouldBe(CanaryVerdict.Revert);
        Judge(1, Node(runs: true, requests: 1000, failures: 59), Node(runs: false, requests: 1000, failures: 50)).ShouldBe(CanaryVerdict.Wait);
        Judge(60, Node(runs: true, requests: 1000, failures: 59), Node(runs: false, requests: 1000, failures: 50)).ShouldBe(CanaryVerdict.Promote);
        Judge(1, Node(runs: true, requests: 100, failures: 2), Node(runs: false, requests: 0)).ShouldBe(CanaryVerdict.Revert, "with nothing to compare with, nothing may fail");
    }

    [Fact]
    public void It_is_reverted_when_it_is_slower_than_elsewhere()
    {
        Judge(1, Node(runs: true, requests: 100, milliseconds: 200), Node(runs: false, requests: 100, milliseconds: 100)).ShouldBe(CanaryVerdict.Revert);
        Judge(60, Node(runs: true, requests: 100, milliseconds: 120), Node(runs: false, requests: 100, milliseconds: 100)).ShouldBe(CanaryVerdict.Promote);
        Judge(60, Node(runs: true, requests: 100, milliseconds: 200), Node(runs: false, requests: 99, milliseconds: 100)).ShouldBe(CanaryVerdict.Promote, "too few to compare with");
    }

    [Fact]
    public void A_node_that_can_not_run_it_or_is_lost_or_never_came_reverts_it()
    {
        Judge(0, Node(runs: false, chosen: true, fault: "no such variable"), Node(runs: false)).ShouldBe(CanaryVerdict.Revert);
        Judge(0, Node(runs: true, fault: "module x fails"), Node(runs: false)).ShouldBe(CanaryVerdict.Revert);
        Judge(0, Node(runs: true, lost: true, requests: 1000), Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Revert);
        Judge(0, Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Wait, "it may just not have heard of it");
        Judge(60, Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Revert);
    }

    [Fact]
    public void By_hand_it_goes_on_until_somebody_decides_but_a_worse_one_is_reverted_all_the_same()
    {
        var plan = Plan with { Promotes = false };
        Judge(6000, plan, Node(runs: true, requests: 1000), Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Wait);
        Judge(6000, plan, Node(runs: true, requests: 10), Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Wait);
        Judge(6, plan, Node(runs: true, requests: 1000, failures: 500), Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Revert);
    }

    [Fact]
    public void Without_enough_requests_it_is_not_promoted() =>
        Judge(60, Node(runs: true, requests: 99), Node(runs: false, requests: 1000)).ShouldBe(CanaryVerdict.Revert);

    [Fact]
    public void The_reason_has_the_numbers()
    {
        var nodes = new[] { Node(runs: true, requests: 100, failures: 50), Node(runs: false, requests: 200, failures: 2) };
        CanaryComparison.Judge(Plan, nodes, 1, TimeSpan.Zero).Reason.ShouldBe(
            "Too many requests failed. canary: 100 requests, 50.00 % failed, 95% answered within 11 ms; others: 200 requests, 1.00 % failed, 95% answered within 11 ms.");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.9, 1)]
    [InlineData(10, 10.7)]
    [InlineData(2000, 2116.5)]
    [InlineData(9_999_999, 290797)]
    public void A_time_is_counted_below_the_next_bound(double milliseconds, double bound) =>
        LatencyScale.BoundOf(LatencyScale.BucketOf(TimeSpan.FromMilliseconds(milliseconds))).TotalMilliseconds.ShouldBe(bound, bound * 0.01);

    [Fact]
    public void Percentiles_are_of_what_was_answered()
    {
        CanaryTraffic.None.Percentile(0.95).ShouldBeNull();
        var traffic = Traffic(90, 0, 5).Plus(Traffic(10, 0, 1000));
        traffic.Percentile(0.9)!.Value.TotalMilliseconds.ShouldBeInRange(5, 6);
        traffic.Percentile(0.91)!.Value.TotalMilliseconds.ShouldBeInRange(1000, 1200);
    }

    private static CanaryVerdict Judge(double seconds, params CanaryNode[] nodes) => Judge(seconds, Plan, nodes);

    private static CanaryVerdict Judge(double seconds, CanaryPlan plan, params CanaryNode[] nodes) => CanaryComparison.Judge(plan, nodes, 1, TimeSpan.FromSeconds(seconds)).Verdict;

    private static CanaryNode Node(bool runs, bool chosen = false, long requests = 0, long failures = 0, int milliseconds = 10, string? fault = null, bool lost = false) =>
        new("n", lost, new CanaryMark(7, chosen || runs, runs), fault, Traffic(requests, failures, milliseconds));

    private static CanaryTraffic Traffic(long requests, long failures, int milliseconds)
    {
        var latency = new long[LatencyScale.Buckets];
        latency[LatencyScale.BucketOf(TimeSpan.FromMilliseconds(milliseconds))] = requests;
        return new CanaryTraffic(requests, failures, latency);
    }
}
