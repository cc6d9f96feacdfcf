namespace Switchyard.Bundles.Archives;

/// <summary>The right to run what was unpacked. Whoever has it ends it once nothing of the process is left; again does nothing.</summary>
internal sealed class ArchiveUse(string directory, Action end) : IDisposable
{
    private Action? _end = end;

    /// <summary>Where the archive was unpacked, absolute.</summary>
    public string Directory { get; } = directory;

    /// <summary>Ends it with <paramref name="process"/>, which never fails, instead of by a call.</summary>
    public void EndWith(Task process) => _ = process.ContinueWith(static (_, use) => ((ArchiveUse)use!).Dispose(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <inheritdoc />
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
