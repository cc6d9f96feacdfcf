namespace Switchyard.Console.Kit;

/// <summary>Tells relative times of a page to say themselves anew. It ticks while somebody listens.</summary>
internal sealed class Ticker(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private EventHandler? _ticked;
    private ITimer? _timer;

    /// <summary>Raised every five seconds.</summary>
    public event EventHandler Ticked
    {
        add
        {
            lock (_gate)
            {
                _ticked += value;
                _timer ??= time.CreateTimer(static state => ((Ticker)state!)._ticked?.Invoke(state, EventArgs.Empty), this, Period, Period);
            }
        }
        remove
        {
            lock (_gate)
            {
                _ticked -= value;
                if (_ticked is null)
                {
                    _timer?.Dispose();
                    _timer = null;
                }
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }
}
