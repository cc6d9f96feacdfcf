using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Whose an exclusive bundle is, and the way to its owner when that is another node. A part of <see cref="BundleRun"/>: its lock guards what is written; reads of a single value need none.</summary>
/// <param name="gate">The lock of the run.</param>
internal sealed class Exclusivity(Lock gate)
{
    private volatile Ownership _owner = Ownership.None;
    private volatile Incarnation? _way;
    private Ownership.Elsewhere? _leadsTo;

    /// <summary>Whose it is, as this node was told last.</summary>
    public Ownership Owner => _owner;

    /// <summary>Whose it is at this moment: a lease that has run out is none, whether or not anybody said so yet.</summary>
    public LeaseStanding Standing => _owner switch
    {
        Ownership.Held { Lease.IsGood: true } => LeaseStanding.Held,
        Ownership.Elsewhere => LeaseStanding.Elsewhere,
        _ => LeaseStanding.Unknown,
    };

    /// <summary>The owner's server as seen from here, or null.</summary>
    public Incarnation? Way => _way;

    /// <summary>Whether <see cref="Way"/> leads nowhere any more.</summary>
    public bool IsWayOver => _way is { } way && (way.HasEnded || _owner is not Ownership.Elsewhere owner || !IsSame(owner, _leadsTo!));

    /// <summary>Whether it is time to look for the owner's server without being asked.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Whether it was found before.</summary>
    public bool WasReached { get; private set; }

    /// <summary>Why it was not found last time, when the owner said so itself.</summary>
    public CallRefusedException? Refusal { get; private set; }

    /// <summary>Takes down whose it is now. Called under the lock.</summary>
    /// <returns>The way that must not be used any more, or null.</returns>
    public Incarnation? Own(Ownership owner)
    {
        _owner = owner;
        IsDue = owner is Ownership.Elsewhere && (_way is null || IsWayOver);
        return owner is Ownership.Elsewhere next && _leadsTo is not null && IsSame(next, _leadsTo) ? null : _way;
    }

    /// <summary>Begins to look for the owner's server. Called under the lock.</summary>
    public void BeginReach() => IsDue = false;

    /// <summary>Ends a look for the owner's server.</summary>
    /// <param name="way">What was found, or null.</param>
    /// <param name="owner">Where.</param>
    /// <param name="refusal">Why nothing was found, when the owner said so itself.</param>
    public void EndReach(Incarnation? way, Ownership.Elsewhere owner, CallRefusedException? refusal)
    {
        lock (gate)
        {
            Refusal = refusal;
            if (way is not null)
            {
                (_leadsTo, WasReached) = (owner, true);
                _way = way;
            }
        }
    }

    /// <summary>Takes the way out of service; it belongs to the caller.</summary>
    public Incarnation? Leave()
    {
        lock (gate)
        {
            var way = _way;
            _way = null;
            IsDue = _owner is Ownership.Elsewhere;
            return way;
        }
    }

    private static bool IsSame(Ownership.Elsewhere one, Ownership.Elsewhere other) => one.Node == other.Node && one.Generation == other.Generation && one.Address == other.Address;
}
