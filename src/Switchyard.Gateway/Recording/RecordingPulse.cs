using System.Threading.Channels;

namespace Switchyard.Gateway.Recording;

/// <summary>Wakes one loop: at a call, at the latest after a time that may differ from wait to wait. Calls while the loop works are kept as one.</summary>
/// <param name="time">Clock.</param>
internal sealed class RecordingPulse(TimeProvider time)
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task? _next;

    /// <summary>Wakes the loop. Never blocks.</summary>
    public void Notify() => _calls.Writer.TryWrite(true);

    /// <summary>Waits for a call, at most <paramref name="most"/>.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _next ??= _calls.Reader.ReadAsync(CancellationToken.None).AsTask();
        if (await Task.WhenAny(_next, Task.Delay(most, time, over.Token)) == _next)
        {
            _next = null;
        }

        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
