namespace Switchyard.Console.Kit;

/// <summary>Short messages about what was done, shown at the edge of the page for a moment.</summary>
internal sealed class Toasts(TimeProvider time)
{
    /// <summary>How long one is shown.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromSeconds(6);

    private readonly List<Toast> _present = [];
    private long _last;

    /// <summary>Raised when the list changes.</summary>
    public event EventHandler? Changed;

    /// <summary>Those to be shown now.</summary>
    public IReadOnlyList<Toast> Present => _present;

    /// <summary>Says that something was done.</summary>
    public void Say(string text) => Add(text, isBad: false);

    /// <summary>Says that something was not done.</summary>
    public void Warn(string text) => Add(text, isBad: true);

    /// <summary>Takes one away.</summary>
    public void Remove(Toast toast)
    {
        if (_present.Remove(toast))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private void Add(string text, bool isBad)
    {
        var toast = new Toast(++_last, text, isBad);
        _present.Add(toast);
        Changed?.Invoke(this, EventArgs.Empty);
        _ = GoAsync(toast);
    }

    private async Task GoAsync(Toast toast)
    {
        await Task.Delay(Shown, time, CancellationToken.None);
        Remove(toast);
    }
}
