using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>What is shown of a bundle that each user signs in to: the best of running, pending, starting, lost, required and crashed, in this order. Somebody who is signed in and calls nothing stands behind starting.</summary>
internal static class UserSummary
{
    private enum Rank
    {
        Running,
        Pending,
        Starting,
        Idle,
        Lost,
        Required,
        Crashed,
    }

    /// <summary>The summary.</summary>
    /// <param name="own">The status of the bundle itself, which runs for nobody.</param>
    /// <param name="users">How it is for each user of whom something is known.</param>
    public static BundleStatus Of(BundleStatus own, IEnumerable<UserStanding> users)
    {
        var all = users.ToList();
        if (own.Reason is not BundleReasons.PerUser)
        {
            // Stopped by hand, or credentials are missing: so it is for everybody.
            return own with { Authorization = all.Count == 0 ? BundleAuthorization.Required : all.MinBy(RankOf).SignIn };
        }

        if (all.Count == 0)
        {
            return own with { Authorization = BundleAuthorization.Required };
        }

        var best = all.MinBy(RankOf);
        var rank = RankOf(best);
        var summary = own with { Authorization = best.SignIn, Calls = own.Calls + all.Sum(static user => user.Status?.Calls ?? 0), Tools = best.Status?.Tools ?? 0 };
        return rank is Rank.Running or Rank.Starting or Rank.Crashed && best.Status is { } status
            ? summary with { State = status.State, Reason = status.Reason, Generation = status.Generation, Since = status.Since, LastError = status.LastError, RunningVersion = status.RunningVersion }
            : summary;
    }

    private static Rank RankOf(UserStanding user) => user switch
    {
        { SignIn: BundleAuthorization.Pending } => Rank.Pending,
        { SignIn: BundleAuthorization.Lost } => Rank.Lost,
        { SignIn: BundleAuthorization.Required or BundleAuthorization.None } => Rank.Required,
        { Status.State: BundleState.Running or BundleState.Restarting } => Rank.Running,
        { Status.State: BundleState.Starting } => Rank.Starting,
        { Status.State: BundleState.Crashed or BundleState.Dead } => Rank.Crashed,
        _ => Rank.Idle,
    };
}
