using System.Net;
using System.Net.Sockets;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>Counts tries that failed, by address, over the last minute. An IPv6 customer has a /64 and counts as one. Bounded: when it is full, the address that failed longest ago goes.</summary>
internal sealed class FailedTries(TimeProvider time)
{
    /// <summary>Most addresses.</summary>
    public const int MostAddresses = 10_000;

    /// <summary>How long a failure counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Queue<long>> _failures = [];

    /// <summary>How long the address has to wait because it has failed <paramref name="most"/> times or more; null when it has not.</summary>
    public TimeSpan? Wait(IPAddress address, int most)
    {
        lock (_gate)
        {
            if (!_failures.TryGetValue(Net(address), out var failures))
            {
                return null;
            }

            Forget(failures);
            return failures.Count < most ? null : Window - time.GetElapsedTime(failures.ElementAt(failures.Count - most));
        }
    }

    /// <summary>A try from the address failed. No more than <paramref name="most"/> are remembered, as more change nothing.</summary>
    public void Add(IPAddress address, int most)
    {
        lock (_gate)
        {
            var net = Net(address);
            if (!_failures.TryGetValue(net, out var failures))
            {
                MakeRoom();
                _failures[net] = failures = [];
            }

            Forget(failures);
            failures.Enqueue(time.GetTimestamp());
            if (failures.Count > most)
            {
                failures.Dequeue();
            }
        }
    }

    private static IPAddress Net(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private void Forget(Queue<long> failures)
    {
        while (failures.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window)
        {
            failures.Dequeue();
        }
    }

    private void MakeRoom()
    {
        if (_failures.Count < MostAddresses)
        {
            return;
        }

        foreach (var failures in _failures.Values)
        {
            Forget(failures);
        }

        foreach (var quiet in _failures.Where(pair => pair.Value.Count == 0).Select(pair => pair.Key).ToArray())
        {
            _failures.Remove(quiet);
        }

        if (_failures.Count >= MostAddresses)
        {
            _failures.Remove(_failures.MinBy(pair => pair.Value.Last()).Key);
        }
    }
}
