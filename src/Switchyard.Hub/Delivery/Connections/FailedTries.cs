using System.Net;
using System.Net.Sockets;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>
/// Counts tries that failed, by address, over the last minute. One that is not decided yet counts as if it had failed, so that nobody gets more tries by making them at once. An IPv6 customer
/// has a /64 and counts as one. Bounded: when it is full, the address that failed longest ago goes.
/// </summary>
internal sealed class FailedTries(TimeProvider time)
{
    /// <summary>Most addresses.</summary>
    public const int MostAddresses = 10_000;

    /// <summary>How long a failure counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan UntilDecided = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Tries> _tries = [];

    /// <summary>Number of addresses.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tries.Count;
            }
        }
    }

    /// <summary>
    /// Begins a try, which must be <see cref="Decided"/>; false when the address has <paramref name="most"/> tries that failed or are not decided, and then <paramref name="wait"/> says how long
    /// it has to wait.
    /// </summary>
    public bool TryBegin(IPAddress address, int most, out TimeSpan wait)
    {
        lock (_gate)
        {
            var tries = Of(Net(address));
            Forget(tries);
            if (tries.Failures.Count + tries.Undecided < most)
            {
                tries.Undecided++;
                wait = default;
                return true;
            }

            wait = tries.Failures.Count < most ? UntilDecided : Window - time.GetElapsedTime(tries.Failures.ElementAt(tries.Failures.Count - most));
            return false;
        }
    }

    /// <summary>A try that was begun has <paramref name="failed"/> or has not. No more than <paramref name="most"/> failures are remembered, as more change nothing.</summary>
    public void Decided(IPAddress address, int most, bool failed)
    {
        lock (_gate)
        {
            var net = Net(address);
            var tries = Of(net);
            Forget(tries);
            // Zero already only when the address was forgotten meanwhile, to make room.
            tries.Undecided = Math.Max(0, tries.Undecided - 1);
            if (failed)
            {
                tries.Failures.Enqueue(time.GetTimestamp());
                if (tries.Failures.Count > most)
                {
                    tries.Failures.Dequeue();
                }
            }
            else if (tries.IsQuiet)
            {
                _tries.Remove(net);
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

    private Tries Of(IPAddress net)
    {
        if (!_tries.TryGetValue(net, out var tries))
        {
            MakeRoom();
            _tries[net] = tries = new Tries();
        }

        return tries;
    }

    private void Forget(Tries tries)
    {
        while (tries.Failures.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window)
        {
            tries.Failures.Dequeue();
        }
    }

    private void MakeRoom()
    {
        if (_tries.Count < MostAddresses)
        {
            return;
        }

        foreach (var tries in _tries.Values)
        {
            Forget(tries);
        }

        foreach (var quiet in _tries.Where(pair => pair.Value.IsQuiet).Select(pair => pair.Key).ToArray())
        {
            _tries.Remove(quiet);
        }

        if (_tries.Count >= MostAddresses)
        {
            _tries.Remove(_tries.MinBy(pair => pair.Value.Failures.LastOrDefault(long.MaxValue)).Key);
        }
    }

    private sealed class Tries
    {
        public Queue<long> Failures { get; } = [];

        public int Undecided { get; set; }

        public bool IsQuiet => Failures.Count == 0 && Undecided == 0;
    }
}
