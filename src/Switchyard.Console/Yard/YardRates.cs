using Switchyard.Admin.Client.Usage;

namespace Switchyard.Console.Yard;

/// <summary>How much goes through, second by second: the differences between sums that are read one after the other.</summary>
public sealed class YardRates
{
    /// <summary>How many values are kept.</summary>
    public const int Kept = 60;

    // Usage comes in batches; over some seconds their edges do not show.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly List<(DateTimeOffset At, UsageSums Sums)> _read = [];
    private readonly Queue<double> _requests = new();
    private readonly Queue<double> _tokens = new();

    /// <summary>Requests per second, oldest first.</summary>
    public IReadOnlyList<double> Requests => [.. _requests];

    /// <summary>Tokens per second, input and output, oldest first.</summary>
    public IReadOnlyList<double> Tokens => [.. _tokens];

    /// <summary>US dollars per hour at the present rate.</summary>
    public decimal CostPerHour { get; private set; }

    /// <summary>Everything since <see cref="Since"/>.</summary>
    public UsageSums Sums => _read.Count == 0 ? new UsageSums() : _read[^1].Sums;

    /// <summary>Since when it is summed.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Takes the sums since <paramref name="since"/> as they are at <paramref name="now"/>. Sums since another time begin anew.</summary>
    public void Take(DateTimeOffset since, DateTimeOffset now, UsageSums sums)
    {
        if (Since != since)
        {
            _read.Clear();
            _read.Add((since, new UsageSums()));
            Since = since;
        }

        _read.Add((now, sums));
        while (_read.Count > 2 && _read[0].At < now - Window)
        {
            _read.RemoveAt(0);
        }

        var (from, before) = _read[0];
        var seconds = Math.Max((now - from).TotalSeconds, 1);
        Keep(_requests, (sums.Interceptions - before.Interceptions) / seconds);
        Keep(_tokens, (TokensOf(sums) - TokensOf(before)) / seconds);
        CostPerHour = (sums.Cost - before.Cost) / (decimal)seconds * 3600;
    }

    private static long TokensOf(UsageSums sums) => sums.InputTokens + sums.OutputTokens + sums.CacheReadTokens + sums.CacheWriteTokens + sums.CacheWriteHourTokens;

    private static void Keep(Queue<double> values, double value)
    {
        values.Enqueue(Math.Max(value, 0));
        if (values.Count > Kept)
        {
            values.Dequeue();
        }
    }
}
