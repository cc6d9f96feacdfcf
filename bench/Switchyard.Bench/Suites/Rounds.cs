using Switchyard.Bench.Contenders;

namespace Switchyard.Bench.Suites;

/// <summary>
/// Measures contenders in turn, several times over, so that a disturbance of the machine hits one round and not one contender. A contender that is missing
/// or fails is reported and does not stop the others.
/// </summary>
internal sealed class Rounds<T>(SuiteOptions options, IReadOnlyList<IContender> contenders)
    where T : IMeasured
{
    private readonly Dictionary<string, List<T>> _measured = [];
    private readonly Dictionary<string, string> _failures = [];

    public IReadOnlyDictionary<string, List<T>> Measured => _measured;

    public IReadOnlyDictionary<string, string> Failures => _failures;

    /// <summary>Those that were wanted and measured at least once.</summary>
    public IEnumerable<string> Names => Wanted.Select(contender => contender.Name).Where(_measured.ContainsKey);

    private IEnumerable<IContender> Wanted => contenders.Where(contender => options.Wants(contender.Name));

    public async Task RunAsync(
        Uri upstream, Func<RunningContender, CancellationToken, Task<T>> measure, Func<T, string> progress, CancellationToken cancellationToken)
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var contender in Wanted)
            {
                var line = await OneAsync(contender, upstream, measure, progress, cancellationToken);
                await Console.Error.WriteLineAsync($"round {round}: {contender.Name}: {line}");
            }
        }
    }

    public IEnumerable<double> Values(string contender, Func<T, double> value) => _measured[contender].Select(value);

    /// <summary>What was switched on, and what went wrong, one line for each contender.</summary>
    public void PrintRemarks()
    {
        foreach (var contender in Wanted)
        {
            Console.WriteLine($"- {contender.Name}: {contender.Remark}{(_failures.TryGetValue(contender.Name, out var why) ? ". NOT MEASURED IN EVERY ROUND: " + why : "")}");
        }
    }

    private async Task<string> OneAsync(
        IContender contender, Uri upstream, Func<RunningContender, CancellationToken, Task<T>> measure, Func<T, string> progress, CancellationToken cancellationToken)
    {
        if (contender.Missing is { } missing)
        {
            return _failures[contender.Name] = missing;
        }

        try
        {
            await using var running = await contender.StartAsync(upstream, options.ContenderProcessor, cancellationToken);
            var result = await measure(running, cancellationToken);
            for (var again = 1; result.OthersPercent > options.Quiet && again < options.Tries; again++)
            {
                var other = await measure(running, cancellationToken);
                result = other.OthersPercent < result.OthersPercent ? other : result;
            }

            if (!_measured.TryGetValue(contender.Name, out var measured))
            {
                _measured[contender.Name] = measured = [];
            }

            measured.Add(result);
            return progress(result);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever ails one contender is its result; the others are measured all the same.
            return _failures[contender.Name] = error.Message;
        }
    }
}
