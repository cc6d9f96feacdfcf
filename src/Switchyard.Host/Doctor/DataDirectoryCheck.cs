using Switchyard.Host.Serving;

namespace Switchyard.Host.Doctor;

/// <summary>The data directory: writable, closed to others, of one process at a time, with room.</summary>
internal static class DataDirectoryCheck
{
    private const string Check = "data directory";
    private const long ScarceBytes = 5L << 30;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The journal's lock: the first thing that a second process meets.</summary>
    private static readonly string JournalLock = Path.Combine("journal", "owner.lock");

    public static IEnumerable<Finding> Run(ServeOptions options, Presence presence)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        if (!Directory.Exists(directory))
        {
            yield return File.Exists(directory)
                ? new Finding(Check, FindingState.Failed, $"{directory} is a file.", "Name a directory with --data-dir.")
                : new Finding(Check, FindingState.Warning, $"{directory} does not exist.", "The first 'switchyard serve' makes it.");
            yield break;
        }

        yield return Writable(directory);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(directory) & Others) is not UnixFileMode.None and var open)
        {
            yield return new Finding(
                Check,
                open.HasFlag(UnixFileMode.OtherWrite) ? FindingState.Failed : FindingState.Warning,
                $"{directory} is open to others ({open}): what a node keeps there is its own.",
                $"chmod 700 {directory}");
        }

        if (IsOwned(Path.Combine(directory, JournalLock)))
        {
            yield return presence == Presence.Running
                ? new Finding(Check, FindingState.Ok, "The node that runs has it.")
                : new Finding(Check, FindingState.Failed, $"Another process has {directory}, and no node answers at this one's control plane.", "Each node needs a directory of its own (--data-dir). If it is this node, ask it at its address with --url.");
        }

        var free = new DriveInfo(directory).AvailableFreeSpace;
        yield return free >= ScarceBytes
            ? new Finding("disk", FindingState.Ok, $"{free >> 30} GiB are free.")
            : new Finding("disk", FindingState.Warning, $"Only {free >> 20} MiB are free.", "The journal may grow to recording.journal.maxBytes (4 GiB) while the database is away.");
    }

    private static Finding Writable(string directory)
    {
        var probe = Path.Combine(directory, $".doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Finding(Check, FindingState.Ok, $"{directory} can be written.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Finding(Check, FindingState.Failed, $"{directory} can not be written: {failure.Message}", "Give it to the user that runs Switchyard.");
        }
    }

    private static bool IsOwned(string lockFile)
    {
        if (!File.Exists(lockFile))
        {
            return false;
        }

        try
        {
            using var free = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // Said by the look at whether it can be written.
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
