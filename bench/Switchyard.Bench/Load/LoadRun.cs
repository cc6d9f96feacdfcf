using System.Globalization;
using System.Text.Json;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Processes;
using Switchyard.Bench.Results;

namespace Switchyard.Bench.Load;

/// <summary>The load generator in a process of its own, on one processor.</summary>
internal static class LoadRun
{
    /// <param name="target">Whom to ask.</param>
    /// <param name="processor">Where the generator runs.</param>
    /// <param name="arguments">Options of <c>load</c> beside the target's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LoadResult> RunAsync(Target target, int processor, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        List<string> all = ["load", "--url", target.Url.ToString(), .. arguments];
        foreach (var (name, value) in target.Headers)
        {
            all.AddRange(["--header", $"{name}: {value}"]);
        }

        // Exit code 1 says that answers were wrong; the result on standard output says which.
        var output = await BenchProcess.OutputOfAsync(
            "/bin/sh", ["-c", $"taskset -c {processor.ToString(CultureInfo.InvariantCulture)} \"$@\" || test $? = 1", "load", Environment.ProcessPath!, .. all], cancellationToken);
        return JsonSerializer.Deserialize<LoadResult>(output, ResultFile.Json)!;
    }
}
