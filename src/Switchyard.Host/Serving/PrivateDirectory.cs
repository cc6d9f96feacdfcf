namespace Switchyard.Host.Serving;

/// <summary>A data directory: journal, last good configuration, keys. Nobody but its user has anything to do there.</summary>
internal static class PrivateDirectory
{
    /// <summary>Makes it (mode 0700) where it is not there; one that is there stays as it is.</summary>
    /// <exception cref="IOException">It can not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not make it.</exception>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
