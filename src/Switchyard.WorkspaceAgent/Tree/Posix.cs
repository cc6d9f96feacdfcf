using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Switchyard.WorkspaceAgent.Tree;

/// <summary>
/// System calls that name a file by an open directory and one name in it, and never follow a symbolic link. Whoever walks a path this way can not be led elsewhere by somebody who changes the directories meanwhile.
/// </summary>
internal static partial class Posix
{
    /// <summary>No such file.</summary>
    public const int NotFound = 2;

    /// <summary>There is one already.</summary>
    public const int Exists = 17;

    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int CloseOnExec = 0x80000;
    private const int PathOnly = 0x200000;
    private const int EmptyPath = 0x1000;
    private const int NoFollowInStat = 0x100;
    private const int LongestLink = 4096;

    // Type, mode and size of statx(2).
    private const uint WantedFacts = 0x1 | 0x2 | 0x200;

    // These two have other numbers on ARM.
    private static readonly int OnlyDirectory = IsArm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Opens a directory by its path, links and all: for the root, which an operator names.</summary>
    public static SafeFileHandle? OpenRoot(string path, out int error) => Opened(openat(-1, Path.GetFullPath(path), PathOnly | OnlyDirectory | CloseOnExec, 0), out error);

    /// <summary>A handle that stands for what <paramref name="name"/> is in <paramref name="directory"/> now, be it a link; it can not be read. Null with the number of the error.</summary>
    public static SafeFileHandle? OpenHere(SafeFileHandle directory, string name, out int error) => Opened(openat(Number(directory), name, PathOnly | NoFollow | CloseOnExec, 0), out error);

    /// <summary>Makes a file that was not there, for writing.</summary>
    public static SafeFileHandle? MakeFile(SafeFileHandle directory, string name, UnixFileMode mode, out int error) =>
        Opened(openat(Number(directory), name, WriteOnly | Create | Exclusive | NoFollow | CloseOnExec, (uint)mode), out error);

    /// <summary>Makes a directory; its rights are what the umask leaves.</summary>
    public static int MakeDirectory(SafeFileHandle directory, string name) => Result(mkdirat(Number(directory), name, 0x1FF));

    /// <summary>Gives <paramref name="from"/> the name <paramref name="to"/> in the same directory, in the place of what has it.</summary>
    public static int Rename(SafeFileHandle directory, string from, string to) => Result(renameat(Number(directory), from, Number(directory), to));

    /// <summary>Removes a file.</summary>
    public static void Unlink(SafeFileHandle directory, string name) => _ = unlinkat(Number(directory), name, 0);

    /// <summary>What an open handle stands for.</summary>
    public static EntryFacts Facts(SafeFileHandle handle) => Facts(Number(handle), "", EmptyPath) ?? new EntryFacts(EntryKind.Other, 0, UnixFileMode.None);

    /// <summary>What has that name in a directory, or null when it is gone.</summary>
    public static EntryFacts? Facts(SafeFileHandle directory, string name) => Facts(Number(directory), name, NoFollowInStat);

    /// <summary>Where a link leads.</summary>
    public static unsafe string? Target(SafeFileHandle link)
    {
        Span<byte> target = stackalloc byte[LongestLink];
        fixed (byte* at = target)
        {
            var length = readlinkat(Number(link), "", at, (nuint)target.Length);
            return length is > 0 and < LongestLink ? System.Text.Encoding.UTF8.GetString(target[..(int)length]) : null;
        }
    }

    /// <summary>A path that means what the handle stands for, in this process, whatever becomes of its name.</summary>
    public static string PathOf(SafeFileHandle handle) => $"/proc/self/fd/{Number(handle)}";

    /// <summary>An error as people say it.</summary>
    public static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static int Result(int returned) => returned == 0 ? 0 : Marshal.GetLastPInvokeError();

    private static SafeFileHandle? Opened(int descriptor, out int error)
    {
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static unsafe EntryFacts? Facts(int directory, string name, int flags)
    {
        const int Type = 0xF000;
        StatBuffer facts;
        if (statx(directory, name, flags, WantedFacts, &facts) != 0)
        {
            return null;
        }

        var kind = (facts.Mode & Type) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Directory,
            0xA000 => EntryKind.Link,
            _ => EntryKind.Other,
        };
        return new EntryFacts(kind, (long)facts.Size, (UnixFileMode)(facts.Mode & 0xFFF));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int openat(int directory, string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int mkdirat(int directory, string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int renameat(int fromDirectory, string from, int toDirectory, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int unlinkat(int directory, string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial nint readlinkat(int directory, string path, byte* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int statx(int directory, string path, int flags, uint wanted, StatBuffer* facts);

    /// <summary>The parts of <c>struct statx</c> that are read; it has 256 bytes on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;
    }
}
