namespace Switchyard.Bundles.Archives;

/// <summary>The right to run what was unpacked. Whoever has it ends it once nothing of the process is left; again does nothing.</summary>
internal sealed class ArchiveUse(string directory, Action end) : IDisposable
{
    private Action? _end = end;

    /// <summary>Where the archive was unpacked, absolute.</summary>
    public string Directory { get; } = directory;

    /// <inheritdoc />
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
