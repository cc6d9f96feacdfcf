namespace Switchyard.Processes;

/// <summary>Files and directories with the rights that they have on Linux. Children run nowhere else.</summary>
public static class PosixFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes a directory of mode 0700, or gives one that is there this mode.</summary>
    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw Unsupported();
        }

        const UnixFileMode Mode = OwnerOnly | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, Mode);
        if (File.GetUnixFileMode(path) != Mode)
        {
            File.SetUnixFileMode(path, Mode);
        }
    }

    /// <summary>Makes a file of mode 0600 that did not exist.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        if (OperatingSystem.IsWindows())
        {
            throw Unsupported();
        }

        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        file.Write(content);
    }

    /// <summary>Whether there is a file that somebody may run.</summary>
    public static bool IsProgram(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw Unsupported();
        }

        try
        {
            return File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static PlatformNotSupportedException Unsupported() => new("Children need Linux.");
}
