using System.Runtime.InteropServices;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Machine;

/// <summary>What a result must be read with.</summary>
internal sealed record MachineFacts
{
    public required string Commit { get; init; }

    public required string At { get; init; }

    public required string Processor { get; init; }

    public required int Processors { get; init; }

    public required string System { get; init; }

    /// <summary>Load average of the last minute before the run: above 1 the machine was not quiet.</summary>
    public required string LoadBefore { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>One line for people.</summary>
    public string Heading => $"commit {Commit}, {At}, {Processors} × {Processor}, load average before the run {LoadBefore}";

    public static async Task<MachineFacts> ReadAsync(CancellationToken cancellationToken) => new()
    {
        Commit = await FirstLineAsync("git", ["-C", Places.Root, "describe", "--always", "--dirty"], cancellationToken),
        At = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ"),
        Processor = ProcessorName(),
        Processors = Environment.ProcessorCount,
        System = RuntimeInformation.OSDescription,
        LoadBefore = File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Split(' ')[0] : "unknown",
        Versions = new Dictionary<string, string>
        {
            [".NET"] = RuntimeInformation.FrameworkDescription,
            ["nginx"] = await FirstLineAsync("nginx", ["-v"], cancellationToken),
            ["wrk"] = await FirstLineAsync("wrk", ["-v"], cancellationToken),
            ["node"] = await FirstLineAsync("node", ["--version"], cancellationToken),
            ["YARP"] = "2.1.0",
            ["Portkey gateway"] = "1.15.2",
        },
    };

    private static async Task<string> FirstLineAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        if (Places.Installed(program) is not { } file)
        {
            return "not installed";
        }

        // nginx and wrk print their version to standard error, and wrk ends with 1.
        var quoted = string.Join(' ', arguments.Select(argument => $"'{argument}'"));
        var output = await BenchProcess.OutputOfAsync("/bin/sh", ["-c", $"'{file}' {quoted} 2>&1 || true"], cancellationToken);
        return output.Split('\n')[0].Trim();
    }

    private static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : "unknown";
}
