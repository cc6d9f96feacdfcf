using Switchyard.Hot;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>How one bundle stands, for everybody to see; each publication has the next number. Written under the lock of its <see cref="BundleRun"/>.</summary>
internal sealed class StatusBoard(BundleKey key, TimeProvider time)
{
    private readonly Published<BundleStatus> _status =
        new(new BundleStatus { Key = key, State = BundleState.Stopped, Reason = BundleReasons.Idle, Generation = 0, Since = time.GetUtcNow() });

    public Published<BundleStatus> Status => _status;

    /// <summary>Publishes <paramref name="status"/> with what is true of the server in service.</summary>
    public void Publish(BundleStatus status, Incarnation? running, int tools) => _status.TryPublish(With(status, running, tools), _status.Revision + 1, out _);

    /// <summary>Moves to another state, see <see cref="BundleRun.Move"/>.</summary>
    /// <returns>The state before.</returns>
    public BundleState Move(BundleState to, string reason, string? error, Incarnation? running, int tools)
    {
        var before = _status.Current;
        if (!Transitions.Allow(before.State, to))
        {
            throw new InvalidOperationException($"Bundle {key} can not go from {before.State} to {to}.");
        }

        Publish(before with { State = to, Reason = reason, Since = time.GetUtcNow(), LastError = error is null ? before.LastError : error.Length == 0 ? null : error }, running, tools);
        return before.State;
    }

    /// <summary>Everything up to <paramref name="revision"/> was done, see <see cref="BundleRun.Settle"/>.</summary>
    /// <returns>Whether anything is other than it was.</returns>
    public bool Settle(long revision, string? idleReason, Incarnation? running, int tools)
    {
        var before = _status.Current;
        var after = With(before with { SettledRevision = revision, Reason = before.State == BundleState.Stopped ? idleReason ?? BundleReasons.Idle : before.Reason }, running, tools);
        return after != before && _status.TryPublish(after, _status.Revision + 1, out _);
    }

    private static BundleStatus With(BundleStatus status, Incarnation? running, int tools) =>
        status with { Generation = running?.Generation ?? status.Generation, RunningVersion = running?.Config.Credentials.Version, Tools = tools };
}
