using ModelContextProtocol.Protocol;
using Switchyard.WorkspaceAgent.Dialling;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>
/// The calls in flight, so that they can be ended by whoever may: the client that closes its request or says <c>notifications/cancelled</c> in another one, the end of its session, the end of the agent.
/// </summary>
internal sealed class RunningCalls : IDisposable
{
    /// <summary>Calls at once; commands that wait for their turn are among them.</summary>
    public const int Most = 64;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<(DialSession, RequestId), Call> _calls = [];
    private int _count;

    /// <summary>Whether the agent ends.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Begins a call, or returns null when there are too many. Disposing of it ends it.</summary>
    public Call? Begin(DialSession session, RequestId id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_count >= Most)
            {
                return null;
            }

            _count++;
            var call = new Call(this, (session, id), CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Ended, _stopping.Token));

            // A client that uses an id twice at a time can cancel the first one only by closing its request.
            _calls[(session, id)] = call;
            return call;
        }
    }

    /// <summary>Cancels a call of that session.</summary>
    public void Cancel(DialSession session, RequestId id)
    {
        Call? call;
        lock (_gate)
        {
            _calls.TryGetValue((session, id), out call);
        }

        call?.Cancel();
    }

    /// <summary>Takes no more calls and cancels all that there are.</summary>
    public void Stop() => _stopping.Cancel();

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private void End(Call call)
    {
        lock (_gate)
        {
            _count--;
            if (_calls.GetValueOrDefault(call.Key) == call)
            {
                _calls.Remove(call.Key);
            }
        }
    }

    /// <summary>A call in flight.</summary>
    internal sealed class Call(RunningCalls calls, (DialSession, RequestId) key, CancellationTokenSource source) : IDisposable
    {
        private int _ended;

        /// <summary>Which one it is.</summary>
        public (DialSession, RequestId) Key => key;

        /// <summary>Cancelled when anybody wants its end.</summary>
        public CancellationToken Token { get; } = source.Token;

        /// <summary>Cancels it, unless it has ended.</summary>
        public void Cancel()
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has ended meanwhile.
            }
        }

        /// <inheritdoc />
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                calls.End(this);
                source.Dispose();
            }
        }
    }
}
