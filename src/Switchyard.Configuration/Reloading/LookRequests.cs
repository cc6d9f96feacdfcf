namespace Switchyard.Configuration.Reloading;

/// <summary>Looks that somebody asked for and waits for. Those that ask before the look begins share it.</summary>
internal sealed class LookRequests
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<ReloadOutcome>? _asked;
    private bool _withFiles;
    private bool _ended;

    /// <summary>Asks for a look; the task ends with its outcome, or cancelled when none comes any more.</summary>
    /// <param name="withFiles">Whether it has to look at the files too.</param>
    public Task<ReloadOutcome> Ask(bool withFiles)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return Task.FromCanceled<ReloadOutcome>(new CancellationToken(canceled: true));
            }

            _asked ??= new TaskCompletionSource<ReloadOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            _withFiles |= withFiles;
            return _asked.Task;
        }
    }

    /// <summary>Takes what was asked for so far; whoever asks from now on asks for the next look.</summary>
    public (TaskCompletionSource<ReloadOutcome>? Asked, bool WithFiles) Take()
    {
        lock (_gate)
        {
            var taken = (_asked, _withFiles);
            (_asked, _withFiles) = (null, false);
            return taken;
        }
    }

    /// <summary>There will be no further look.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
        }

        Take().Asked?.TrySetCanceled(CancellationToken.None);
    }
}
