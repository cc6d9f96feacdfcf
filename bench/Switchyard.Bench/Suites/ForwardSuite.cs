using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Processes;
using Switchyard.Bench.Results;
using Switchyard.Bench.Wrk;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Suites;

/// <summary>
/// How much a gateway costs a blocking chat completion: each contender in turn in front of an nginx that answers 250 bytes; 1 connection for latency,
/// 32 for throughput.
/// </summary>
internal sealed class ForwardSuite(SuiteOptions options)
{
    private const int MostWarmups = 10;

    private readonly HashSet<RunningContender> _warm = [];
    private readonly Rounds<Round> _rounds = new(options, [new Direct(), new NginxProxy(), Forwarder.Bare, Forwarder.Yarp, new Portkey(streams: false), new SwitchyardNode(), new SwitchyardNode(tunnelled: true)]);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if ((Places.Installed("wrk") is null ? "wrk is not installed" : Nginx.Missing) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var upstream = await DocumentUpstream.StartAsync(options.LoadProcessor, cancellationToken);
        await _rounds.RunAsync(upstream.Address, MeasureAsync, Progress, cancellationToken);
        Print(facts);
        var file = await ResultFile.WriteAsync("forward", new { facts, options, rounds = _rounds.Measured, failures = _rounds.Failures }, cancellationToken);
        Console.WriteLine("\nwritten to " + file);
        return 0;
    }

    private async Task<Round> MeasureAsync(RunningContender running, CancellationToken cancellationToken)
    {
        await ProveAsync(running.Target, cancellationToken);
        await WarmAsync(running, cancellationToken);
        var use = running.Process is { } process ? ProcessorUse.Begin(options.ContenderProcessor, process.Id) : null;
        var one = await WrkRun.RunAsync(running.Target, DocumentUpstream.Request, 1, options.Seconds, options.LoadProcessor, cancellationToken);
        var many = await WrkRun.RunAsync(running.Target, DocumentUpstream.Request, 32, options.Seconds, options.LoadProcessor, cancellationToken);
        var others = use?.OthersPercent() ?? 0;
        await ProveAsync(running.Target, cancellationToken);
        return one.Errors + many.Errors == 0
            ? new Round(one.P50, one.P99, many.RequestsPerSecond, many.P99, running.Process?.ResidentBytes / 1048576.0 ?? 0, others)
            : throw new InvalidOperationException($"{one.Errors + many.Errors} requests failed under load");
    }

    /// <summary>
    /// Loads a contender until it gets no faster. A fixed time would favour some: on one processor a just-in-time compiler competes with the load, and how long it
    /// takes depends on how busy the machine is.
    /// </summary>
    private async Task WarmAsync(RunningContender running, CancellationToken cancellationToken)
    {
        if (!_warm.Add(running))
        {
            return;
        }

        var best = 0.0;
        var withoutGain = 0;
        for (var window = 0; window < MostWarmups && withoutGain < 2; window++)
        {
            var rate = (await WrkRun.RunAsync(running.Target, DocumentUpstream.Request, 32, options.Warmup, options.LoadProcessor, cancellationToken)).RequestsPerSecond;
            withoutGain = rate > best * 1.03 ? 0 : withoutGain + 1;
            best = Math.Max(best, rate);
        }
    }

    /// <summary>A contender that answers anything else than the upstream's document is not measured.</summary>
    [SuppressMessage("Meziantou.Analyzer", "MA0039", Justification = "What a tunnel's certificate says is not what is measured; the load generator does not look at it either.")]
    private static async Task ProveAsync(Target target, CancellationToken cancellationToken)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new StringContent(DocumentUpstream.Request, null, "application/json") };
        foreach (var (name, value) in target.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (body != DocumentUpstream.Answer)
        {
            throw new InvalidOperationException($"answered {(int)response.StatusCode} with another document: {body[..Math.Min(300, body.Length)]}");
        }
    }

    private void Print(MachineFacts facts)
    {
        Console.WriteLine($"{facts.Heading}\n{options.Rounds} rounds of {options.Seconds} s; median (lowest–highest)\n");
        Console.WriteLine(Table.Format(
            ["contender", "requests/s, 32 connections", "p50 µs, 1 connection", "p99 µs, 1 connection", "× bare", "× YARP", "MiB", "others on its processor, %"],
            _rounds.Names.Select(name => (IReadOnlyList<string>)
            [
                name,
                Of(name, round => round.RequestsPerSecond),
                Of(name, round => round.P50),
                Of(name, round => round.P99),
                Ratio(name, Forwarder.Bare.Name),
                Ratio(name, Forwarder.Yarp.Name),
                Of(name, round => round.ResidentMiB),
                Of(name, round => round.OthersPercent),
            ])));
        _rounds.PrintRemarks();
    }

    private string Of(string contender, Func<Round, double> value) => Spread.Of(_rounds.Values(contender, value)).ToString();

    /// <summary>The median of the ratios of each round: both were measured close in time.</summary>
    private string Ratio(string contender, string other) => _rounds.Measured.ContainsKey(other)
        ? Spread.Of(_rounds.Values(contender, Rate).Zip(_rounds.Values(other, Rate), (mine, theirs) => mine / theirs)).Median.ToString("0.00", CultureInfo.InvariantCulture)
        : "–";

    private static double Rate(Round round) => round.RequestsPerSecond;

    private static string Progress(Round round) => $"{round.RequestsPerSecond:#,0} requests/s, p50 {round.P50:0} µs, p99 {round.P99:0} µs, others {round.OthersPercent:0} %";

    private sealed record Round(double P50, double P99, double RequestsPerSecond, double P99Of32, double ResidentMiB, double OthersPercent) : IMeasured;
}
