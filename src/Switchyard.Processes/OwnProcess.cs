using System.Runtime.InteropServices;

namespace Switchyard.Processes;

/// <summary>This process itself.</summary>
public static partial class OwnProcess
{
    private const int SetDumpable = 4;

    /// <summary>
    /// Takes its memory and the environment it was started with from the eyes of other processes of the same user (<c>PR_SET_DUMPABLE</c>): children that run what somebody else says are such. It does not hold for root. There are no core
    /// dumps and no debuggers after it; children are what they were, from the moment they run their own program.
    /// </summary>
    public static void Hide() => _ = prctl(SetDumpable, 0, 0, 0, 0);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int prctl(int option, nuint first, nuint second, nuint third, nuint fourth);
}
