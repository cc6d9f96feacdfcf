using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Lifecycle;

/// <summary>What is shown of a bundle that each user signs in to.</summary>
public sealed class UserSummaryTests
{
    private static readonly BundleKey Key = new("team", "own");

    // In the order in which one is better than the next.
    private static readonly (string Name, UserStanding User, BundleState State, BundleAuthorization Authorization)[] BestFirst =
    [
        ("running", new(BundleAuthorization.Ok, Status(BundleState.Running)), BundleState.Running, BundleAuthorization.Ok),
        ("pending", new(BundleAuthorization.Pending, null), BundleState.Stopped, BundleAuthorization.Pending),
        ("starting", new(BundleAuthorization.Ok, Status(BundleState.Starting)), BundleState.Starting, BundleAuthorization.Ok),
        ("lost", new(BundleAuthorization.Lost, Status(BundleState.Stopped)), BundleState.Stopped, BundleAuthorization.Lost),
        ("required", new(BundleAuthorization.Required, Status(BundleState.Stopped)), BundleState.Stopped, BundleAuthorization.Required),
        ("crashed", new(BundleAuthorization.Ok, Status(BundleState.Crashed)), BundleState.Crashed, BundleAuthorization.Ok),
    ];

    [Fact]
    [Trait("criterion", "BND-4")]
    public void Of_the_connections_of_any_users_the_best_is_shown()
    {
        for (var set = 1; set < 1 << BestFirst.Length; set++)
        {
            var users = BestFirst.Where((_, i) => (set & (1 << i)) != 0).ToArray();
            foreach (var order in (IEnumerable<(string Name, UserStanding User, BundleState State, BundleAuthorization Authorization)>[])[users, users.Reverse()])
            {
                var summary = UserSummary.Of(Status(BundleState.Stopped), order.Select(static each => each.User));
                (summary.State, summary.Authorization).ShouldBe((users[0].State, users[0].Authorization), string.Join(' ', order.Select(static each => each.Name)));
            }
        }
    }

    [Fact]
    [Trait("criterion", "BND-4")]
    public void Without_anybody_a_sign_in_is_required()
    {
        UserSummary.Of(Status(BundleState.Stopped), []).ShouldSatisfyAllConditions(
            summary => summary.State.ShouldBe(BundleState.Stopped), summary => summary.Authorization.ShouldBe(BundleAuthorization.Required));
    }

    private static BundleStatus Status(BundleState state) => new() { Key = Key, State = state, Reason = BundleReasons.PerUser, Generation = 1, Since = DateTimeOffset.UnixEpoch };
}
