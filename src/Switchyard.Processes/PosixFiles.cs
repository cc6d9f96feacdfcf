using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Switchyard.Processes;

/// <summary>Files and directories with the rights that they have on Linux. Children run nowhere else.</summary>
public static partial class PosixFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ReadOnlyCloseOnExec = 0x80000;
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

    /// <summary>Makes a file that did not exist, to be written once: afterwards its owner may read it, and run it if it is a program, and nobody may write it.</summary>
    public static FileStream Create(string path, bool isProgram)
    {
        if (OperatingSystem.IsWindows())
        {
            throw Unsupported();
        }

        var mode = isProgram ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead;
        return new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, UnixCreateMode = mode });
    }

    /// <summary>Has everything of the file system that <paramref name="directory"/> is on reach the disk (<c>syncfs(2)</c>), so that it is there after a loss of power.</summary>
    public static void Sync(string directory)
    {
        using var handle = Open(directory, ReadOnlyCloseOnExec);
        if (!handle.IsInvalid)
        {
            _ = SyncFileSystem(handle);
        }
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

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "syncfs")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileSystem(SafeFileHandle handle);

    private static PlatformNotSupportedException Unsupported() => new("Children need Linux.");
}
