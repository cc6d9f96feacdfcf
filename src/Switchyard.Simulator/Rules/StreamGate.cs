using Switchyard.Simulator.Waiting;

namespace Switchyard.Simulator.Rules;

/// <summary>
/// Holds streams open without a clock. The gate has a level, the number of events every stream behind it may have sent, which starts at 0 and only
/// grows. Headers pass at once unless <see cref="HoldsHeaders"/> says otherwise. A blocking answer is one event whose headers wait too.
/// </summary>
/// <param name="holdsHeaders">Whether even the status line waits for the first release.</param>
public sealed class StreamGate(bool holdsHeaders = false)
{
    private readonly Lock _lock = new();
    private readonly Pulse _pulse = new();
    private readonly List<Pass> _passes = [];
    private long _level;

    /// <summary>Whether even the status line waits for the first release.</summary>
    public bool HoldsHeaders { get; } = holdsHeaders;

    /// <summary>How many streams are waiting for the next release right now.</summary>
    public int Held
    {
        get
        {
            lock (_lock)
            {
                return _passes.Count(pass => pass.Waiting);
            }
        }
    }

    /// <summary>Completes when so many streams wait at the gate.</summary>
    public Task WaitUntilHeldAsync(int streams = 1, CancellationToken cancellationToken = default) =>
        _pulse.UntilAsync(() => Held >= streams, cancellationToken);

    /// <summary>
    /// Lets each stream send so many more events, and completes when every stream that is at the gate now has written and flushed them or has ended.
    /// A stream that comes later may send all events released so far.
    /// </summary>
    /// <param name="events">How many, 1 or more.</param>
    /// <param name="cancellationToken">Ends the waiting; what is released stays released.</param>
    public async Task ReleaseAsync(int events = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        Pass[] present;
        long level;
        lock (_lock)
        {
            level = _level = _level > long.MaxValue - events ? long.MaxValue : _level + events;
            present = [.. _passes];
        }

        _pulse.Beat();
        await _pulse.UntilAsync(() => AllReached(present, level), cancellationToken);
    }

    /// <summary>Lets everything pass from now on.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _level = long.MaxValue;
        }

        _pulse.Beat();
    }

    internal Pass Enter()
    {
        var pass = new Pass(this);
        lock (_lock)
        {
            _passes.Add(pass);
        }

        return pass;
    }

    private bool AllReached(Pass[] passes, long level)
    {
        lock (_lock)
        {
            return Array.TrueForAll(passes, pass => pass.Ended || pass.Sent >= level);
        }
    }

    /// <summary>One stream's way through the gate.</summary>
    internal sealed class Pass(StreamGate gate) : IDisposable
    {
        public long Sent { get; private set; }

        public bool Ended { get; private set; }

        public bool Waiting { get; private set; }

        /// <summary>Waits until the next event may go.</summary>
        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            await gate._pulse.UntilAsync(MayGo, cancellationToken);
        }

        /// <summary>Says that one event was written and flushed.</summary>
        public void MarkSent()
        {
            lock (gate._lock)
            {
                Sent++;
            }

            gate._pulse.Beat();
        }

        public void Dispose()
        {
            lock (gate._lock)
            {
                Ended = true;
                Waiting = false;
                gate._passes.Remove(this);
            }

            gate._pulse.Beat();
        }

        private bool MayGo()
        {
            lock (gate._lock)
            {
                if (Sent < gate._level)
                {
                    Waiting = false;
                    return true;
                }

                if (Waiting)
                {
                    return false;
                }

                Waiting = true;
            }

            // Beating wakes this waiter too; it then finds itself marked and sleeps.
            gate._pulse.Beat();
            return false;
        }
    }
}
