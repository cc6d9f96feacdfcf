using Switchyard.Gateway.Entry;
using Switchyard.Model.Proxying;
using Switchyard.Proxy.Greeting;

namespace Switchyard.Proxy.Tunnels;

/// <summary>All tunnels of the node: how many there may be, and which end because their access key may not be used any more.</summary>
internal sealed class TunnelTable
{
    private readonly AccessGate _access;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly HashSet<Tunnel> _tunnels = [];
    private readonly Dictionary<Guid, int> _ofKey = [];
    private TaskCompletionSource? _emptied;

    /// <summary>Follows the configuration from now on.</summary>
    public TunnelTable(AccessGate access, TimeProvider time)
    {
        (_access, _time) = (access, time);
        access.OnChanged(Review);
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tunnels.Count;
            }
        }
    }

    /// <summary>Opens one, which <see cref="Leave"/> ends; or says why not.</summary>
    public Refusal? TryEnter(AccessVerdict owner, bool isDecrypted, ProxySettings settings, out Tunnel? tunnel)
    {
        tunnel = null;
        lock (_gate)
        {
            var own = _ofKey.GetValueOrDefault(owner.AccessKeyId);
            if (own >= settings.MaxTunnelsPerKey)
            {
                return Refusal.TooManyOfKey;
            }

            if (_tunnels.Count >= settings.MaxTunnels)
            {
                return Refusal.TooMany;
            }

            tunnel = new Tunnel(owner.AccessKeyId, isDecrypted, settings.Lifetime, owner.ExpiresAt, _time);
            _tunnels.Add(tunnel);
            _ofKey[owner.AccessKeyId] = own + 1;
        }

        if (!_access.IsLive(owner.AccessKeyId))
        {
            // Revoked between the look at the key and this one: the review of that change did not see the tunnel.
            tunnel.Expel();
        }

        return null;
    }

    /// <summary>It has ended.</summary>
    public void Leave(Tunnel tunnel)
    {
        lock (_gate)
        {
            if (_tunnels.Remove(tunnel))
            {
                var left = _ofKey[tunnel.AccessKeyId] - 1;
                if (left > 0)
                {
                    _ofKey[tunnel.AccessKeyId] = left;
                }
                else
                {
                    _ofKey.Remove(tunnel.AccessKeyId);
                }

                if (_tunnels.Count == 0)
                {
                    _emptied?.TrySetResult();
                }
            }
        }

        tunnel.Dispose();
    }

    /// <summary>Lets decrypted tunnels close after what runs in them, waits for all to end, and expels the rest when <paramref name="impatient"/> fires.</summary>
    public async Task DrainAsync(CancellationToken impatient)
    {
        Task emptied;
        lock (_gate)
        {
            _emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            emptied = _tunnels.Count == 0 ? Task.CompletedTask : _emptied.Task;
        }

        Visit(static tunnel => tunnel.Close());
        await using var expel = impatient.UnsafeRegister(static table => ((TunnelTable)table!).Visit(static tunnel => tunnel.Expel()), this);
        await emptied;
    }

    // A user that was disabled takes his keys with him, so it is asked of every key and not of what changed. On the committing thread: it sets signals only.
    private void Review() => Visit(tunnel =>
    {
        if (!_access.IsLive(tunnel.AccessKeyId))
        {
            tunnel.Expel();
        }
    });

    private void Visit(Action<Tunnel> visit)
    {
        Tunnel[] tunnels;
        lock (_gate)
        {
            tunnels = [.. _tunnels];
        }

        Array.ForEach(tunnels, visit);
    }
}
