using System.Globalization;
using System.Text.RegularExpressions;

namespace Switchyard.Bench.Wrk;

/// <summary>What <c>wrk --latency</c> printed. Times in microseconds.</summary>
internal sealed partial record WrkResult(double RequestsPerSecond, double P50, double P99, int Errors)
{
    public static WrkResult Parse(string output)
    {
        if (!Rate().IsMatch(output))
        {
            throw new InvalidOperationException("wrk printed no rate: " + output);
        }

        var errors = Number(NotSuccess().Match(output)) + SocketErrors().Match(output).Groups["count"].Captures.Sum(capture => int.Parse(capture.Value, CultureInfo.InvariantCulture));
        return new WrkResult(
            double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), Percentile(output, "50"), Percentile(output, "99"), errors);
    }

    private static double Percentile(string output, string percent)
    {
        var match = Regex.Match(output, $@"^\s+{percent}%\s+([0-9.]+)(us|ms|s|m)\s*$", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
        if (!match.Success)
        {
            throw new InvalidOperationException("wrk printed no percentiles: " + output);
        }

        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "us" => value,
            "ms" => value * 1_000,
            "s" => value * 1_000_000,
            _ => value * 60_000_000,
        };
    }

    private static int Number(Match match) => match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)", RegexOptions.None, 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"Non-2xx or 3xx responses: ([0-9]+)", RegexOptions.None, 1000)]
    private static partial Regex NotSuccess();

    [GeneratedRegex(@"Socket errors: (?:[a-z]+ (?<count>[0-9]+)(?:, )?)+", RegexOptions.None, 1000)]
    private static partial Regex SocketErrors();
}
