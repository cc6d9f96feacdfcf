using Switchyard.Simulator.Waiting;

namespace Switchyard.Simulator.Journal;

/// <summary>The last requests the simulator received, newest last; bounded by number and by body bytes. Safe for any number of threads.</summary>
public sealed class SimulatorLog
{
    private readonly Lock _gate = new();
    private readonly Queue<ReceivedRequest> _requests = new();
    private readonly Pulse _pulse = new();
    private readonly int _capacity;
    private readonly long _maxBytes;
    private long _bytes;

    /// <summary>Makes an empty log.</summary>
    /// <param name="capacity">Most requests kept; 0 keeps none.</param>
    /// <param name="maxBytes">Most body bytes kept; the newest request is kept whatever its size.</param>
    public SimulatorLog(int capacity, long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _capacity = capacity;
        _maxBytes = maxBytes;
    }

    /// <summary>The requests kept, in order of arrival, at this moment.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The newest request.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ReceivedRequest Last => Requests is [.., var last] ? last : throw new InvalidOperationException("The simulator has received no request.");

    internal bool Keeps => _capacity > 0;

    /// <summary>The requests with one credential, in order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> WithKey(string key) => [.. Requests.Where(request => request.Key == key)];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            _bytes = 0;
        }
    }

    /// <summary>The first request, received already or in future, that the condition accepts. It may still be running.</summary>
    /// <param name="condition">Looked at for each request, possibly more than once.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ReceivedRequest> WaitForAsync(Func<ReceivedRequest, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ReceivedRequest? found = null;
        await _pulse.UntilAsync(() => (found = Requests.FirstOrDefault(condition)) is not null, cancellationToken);
        return found!;
    }

    /// <summary>Waits until so many requests are kept that the condition accepts, and returns them.</summary>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="condition">Looked at for each request, possibly more than once; null accepts all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForCountAsync(
        int count, Func<ReceivedRequest, bool>? condition = null, CancellationToken cancellationToken = default)
    {
        List<ReceivedRequest> found = [];
        await _pulse.UntilAsync(() => (found = [.. Requests.Where(condition ?? (_ => true))]).Count >= count, cancellationToken);
        return found;
    }

    internal void Add(ReceivedRequest request)
    {
        lock (_gate)
        {
            _requests.Enqueue(request);
            _bytes += request.Body.Length;
            while (_requests.Count > 1 && (_requests.Count > _capacity || _bytes > _maxBytes))
            {
                _bytes -= _requests.Dequeue().Body.Length;
            }
        }

        _pulse.Beat();
    }
}
