using System.Globalization;
using System.Text;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Wrk;

/// <summary>Runs wrk, pinned beside the upstream, against one target.</summary>
internal static class WrkRun
{
    public static async Task<WrkResult> RunAsync(Target target, string body, int connections, int seconds, int processor, CancellationToken cancellationToken)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script(target, body), cancellationToken);
            var output = await BenchProcess.OutputOfAsync(
                "taskset",
                [
                    "-c", Text(processor), Places.Installed("wrk")!, "--latency", "-t", "1", "-c", Text(connections), "-d", Text(seconds) + "s", "-s", script,
                    target.Url.ToString(),
                ],
                cancellationToken);
            return WrkResult.Parse(output);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static string Script(Target target, string body)
    {
        var lua = new StringBuilder("wrk.method = \"POST\"\n").Append("wrk.body = [[").Append(body).Append("]]\n").Append("wrk.headers[\"Content-Type\"] = \"application/json\"\n");
        foreach (var (name, value) in target.Headers)
        {
            lua.Append("wrk.headers[\"").Append(name).Append("\"] = \"").Append(value).Append("\"\n");
        }

        return lua.ToString();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
