using Switchyard.Host.Serving;

namespace Switchyard.Host.Doctor;

/// <summary>The data directory: writable, with room, and the key file readable by its owner only.</summary>
internal static class DataDirectoryCheck
{
    private const long ScarceBytes = 5L << 30;

    public static IEnumerable<Finding> Run(ServeOptions options)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        if (!Directory.Exists(directory))
        {
            yield return new Finding("data directory", FindingState.Warning, $"{directory} does not exist.", "The first 'switchyard serve' makes it.");
            yield break;
        }

        yield return Writable(directory);
        var free = new DriveInfo(directory).AvailableFreeSpace;
        yield return free >= ScarceBytes
            ? new Finding("disk", FindingState.Ok, $"{free >> 30} GiB are free.")
            : new Finding("disk", FindingState.Warning, $"Only {free >> 20} MiB are free.", "The journal may grow to recording.journal.maxBytes (4 GiB) while the database is away.");

        var keyFile = Path.Combine(directory, NodeStorage.KeyFile);
        if (options.SecretKeys is null && File.Exists(keyFile) && !OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(keyFile);
            yield return (mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) == UnixFileMode.None
                ? new Finding("key file", FindingState.Warning, $"Secrets are sealed with {keyFile}.", "Back it up apart from the database, or use SWITCHYARD_SECRET_KEYS.")
                : new Finding("key file", FindingState.Failed, $"{keyFile} can be read by others (mode {mode}).", $"chmod 600 {keyFile}");
        }
    }

    private static Finding Writable(string directory)
    {
        var probe = Path.Combine(directory, $".doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new Finding("data directory", FindingState.Ok, $"{directory} can be written.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Finding("data directory", FindingState.Failed, $"{directory} can not be written: {failure.Message}", "Give it to the user that runs Switchyard.");
        }
    }
}
