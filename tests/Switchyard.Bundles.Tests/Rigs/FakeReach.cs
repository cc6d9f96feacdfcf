using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Sessions;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>Leads to servers of other nodes, which are the test's.</summary>
internal sealed class FakeReach(FakeLauncher launcher) : IOwnerReach
{
    private readonly List<(Ownership.Elsewhere Owner, bool Start)> _asked = [];

    /// <summary>Who was asked, and whether to bring the bundle up.</summary>
    public IReadOnlyList<(Ownership.Elsewhere Owner, bool Start)> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>The failure of each look; null: it is found.</summary>
    public Func<Exception?> Fault { get; set; } = static () => null;

    /// <summary>The server that was found last.</summary>
    public FakeServer? Found { get; private set; }

    public Task<(ILiveServer Server, long Generation)> ReachAsync(BundleConfig bundle, Ownership.Elsewhere owner, bool start, IServerObserver observer, CancellationToken cancellationToken)
    {
        lock (_asked)
        {
            _asked.Add((owner, start));
        }

        if (Fault() is { } failure)
        {
            return Task.FromException<(ILiveServer, long)>(failure);
        }

        Found = new FakeServer(bundle, 7, observer, launcher);
        return Task.FromResult<(ILiveServer, long)>((Found, 7));
    }
}
