using System.Runtime.InteropServices;

namespace Switchyard.Configuration.Sources.File.References;

/// <summary>Finds out whether a path leads to a pipe or a terminal, which the runtime can not tell without opening it, and opening a pipe to which nobody writes waits for ever (POSIX <c>open</c> with <c>O_NONBLOCK</c>).</summary>
internal static partial class PipeProbe
{
    private const int ReadOnlyNonBlockingCloseOnExec = 0x80800;
    private const int FromCurrent = 1;

    /// <summary>Whether <paramref name="path"/> exists and has no place to read from, as a pipe has none. False where the system does not know.</summary>
    public static bool IsPipe(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var handle = Open(path, ReadOnlyNonBlockingCloseOnExec);
        if (handle < 0)
        {
            // Whoever opens it in earnest says why.
            return false;
        }

        var position = Seek(handle, 0, FromCurrent);
        _ = Close(handle);
        return position < 0;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Seek(int handle, nint offset, int from);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
