using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Switchyard.Processes;

/// <summary>
/// A program that a person works with, an editor for example: it has the terminal, the environment and the directory of this process, and ends when the person ends it. Nothing is limited or read, unlike with a
/// <see cref="ChildProcess"/>.
/// </summary>
public static class ForegroundProgram
{
    /// <summary>Runs <paramref name="command"/>, which a shell reads as it is (<c>code --wait</c>), with <paramref name="argument"/> as its last word, which no shell reads. Returns its exit code.</summary>
    public static async Task<int> RunAsync(string command, string argument, CancellationToken cancellationToken)
    {
        // Ctrl+C is the program's own while it has the terminal; this process would be gone and leave it behind.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
#pragma warning disable RS0030 // Banned so that this project is the one place that starts processes.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{command} \"$1\"", "sh", argument]) { UseShellExecute = false })!;
#pragma warning restore RS0030
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }
}
