using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>Reserves the blocks of a file before they are mapped.</summary>
internal static partial class DiskSpace
{
    private const int NoSpace = 28;

    /// <summary>Allocates the first <paramref name="bytes"/> bytes of the file. Where the file system can not, the C library writes into each block instead.</summary>
    /// <exception cref="IOException">The disk is full, or the file may not grow.</exception>
    public static void Allocate(SafeFileHandle file, long bytes)
    {
        // FileStream's own preallocation ignores file systems that do not support it, and a mapped hole is a crash in waiting.
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.SetLength(file, bytes);
            return;
        }

        var error = PosixAllocate(file, 0, bytes);
        if (error != 0)
        {
            throw new IOException(error == NoSpace ? "The disk is full." : $"Allocating disk space failed (errno {error}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int PosixAllocate(SafeFileHandle file, long offset, long length);
}
