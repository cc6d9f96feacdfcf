using System.Diagnostics;
using System.Runtime.CompilerServices;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Programs of others that are installed beside the tests, and the Node.js that they need.</summary>
internal static class ClientProgram
{
    private static string Modules([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", "clients", "node_modules"));

    /// <summary>Runs one to its end, and returns what it said.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        // They write into their working directory or their home; both are a place of its own.
        var place = Directory.CreateTempSubdirectory("switchyard-clients-");
        var start = new ProcessStartInfo(Path.Combine(Modules(), "node", "bin", "node")) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = place.FullName };
        start.Environment["HOME"] = place.FullName;
        start.ArgumentList.Add(Path.Combine(Modules(), program));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            var (said, errors) = (process.StandardOutput.ReadToEndAsync(Patience.Token), process.StandardError.ReadToEndAsync(Patience.Token));
            await process.WaitForExitAsync(Patience.Token);
            return (process.ExitCode, process.ExitCode == 0 ? await said : $"{await said}\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            place.Delete(recursive: true);
        }
    }
}
