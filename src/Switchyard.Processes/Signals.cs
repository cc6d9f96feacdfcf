using System.Runtime.InteropServices;

namespace Switchyard.Processes;

/// <summary>Signals of Linux. A process is named either by an id that surely is its own, or by a descriptor (<c>pidfd_open(2)</c>), which can never mean another one.</summary>
internal static partial class Signals
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Term = 15;

    private const short PollIn = 1;
    private const int PageSizeName = 30;

    // The same on every architecture.
    private const nint PidfdSendSignal = 424;
    private const nint PidfdOpen = 434;

    /// <summary>Bytes of a page of memory.</summary>
    public static long PageSize { get; } = sysconf(PageSizeName);

    /// <summary>Signals every process of a group; false if there is none.</summary>
    public static bool SendToGroup(int group, int signal) => group > 1 && kill(-group, signal) == 0;

    /// <summary>Signals a process whose id can not have been given to another one: a child that was not waited for.</summary>
    public static bool SendToChild(int id, int signal) => id > 1 && kill(id, signal) == 0;

    /// <summary>
    /// Ends the process that <paramref name="entry"/> describes and waits until it has, at most one second: a process in an uninterruptible call of the kernel takes longer, and is met again by the next search.
    /// Nothing happens when its id is another process's by now, or <paramref name="isStill"/> says no.
    /// </summary>
    public static void End(ProcessEntry entry, Func<ProcessEntry, bool> isStill)
    {
        var descriptor = Open(entry.Id);
        if (descriptor < 0)
        {
            return;
        }

        try
        {
            // From here on the descriptor means one process for good. Who that is, is asked after it was opened, and not before.
            if (ProcessTable.Find(entry.Id) is { } now && now.StartTime == entry.StartTime && isStill(now) && syscall(PidfdSendSignal, descriptor, Kill, 0, 0) == 0)
            {
                WaitFor(descriptor, 1000);
            }
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>Waits for the end of a process, but not longer than that.</summary>
    public static void Wait(ProcessEntry entry, int milliseconds)
    {
        var descriptor = Open(entry.Id);
        if (descriptor >= 0)
        {
            WaitFor(descriptor, milliseconds);
            _ = close(descriptor);
        }
    }

    private static int Open(int id) => (int)syscall(PidfdOpen, id, 0, 0, 0);

    private static unsafe void WaitFor(int descriptor, int milliseconds)
    {
        var ended = new PollRequest { Descriptor = descriptor, Events = PollIn };
        _ = poll(&ended, 1, milliseconds);
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int id, int signal);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int poll(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint sysconf(int name);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
