using Switchyard.Admin.Client.Usage;
using Switchyard.Console.Yard;

namespace Switchyard.Console.Tests.Yard;

/// <summary>Rates are differences of sums.</summary>
public sealed class YardRatesTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_value_is_the_average_since_the_begin_and_later_ones_are_of_the_last_seconds()
    {
        var rates = new YardRates();
        rates.Take(Begin, At(60), Sums(120, 6000, 0.60m));
        rates.Requests.ShouldBe([2.0]);
        rates.Tokens.ShouldBe([100.0]);
        rates.CostPerHour.ShouldBe(36m);

        rates.Take(Begin, At(62), Sums(120, 6000, 0.60m));
        rates.Take(Begin, At(64), Sums(140, 6000, 0.60m));
        rates.Requests[^1].ShouldBe(5.0, "20 requests in the four seconds since what was read a window ago");
        rates.Tokens[^1].ShouldBe(0);
    }

    [Fact]
    public void Sums_since_another_time_begin_anew_and_never_run_backwards()
    {
        var rates = new YardRates();
        rates.Take(Begin, At(60), Sums(1000, 0, 0));
        rates.Take(At(3600), At(3601), Sums(1, 0, 0));
        rates.Requests[^1].ShouldBe(1.0);
        for (var i = 0; i < 2 * YardRates.Kept; i++)
        {
            rates.Take(At(3600), At(3602 + i), Sums(1, 0, 0));
        }

        rates.Requests.Count.ShouldBe(YardRates.Kept);
        rates.Requests.ShouldAllBe(static value => value >= 0);
    }

    private static DateTimeOffset At(int seconds) => Begin.AddSeconds(seconds);

    private static UsageSums Sums(long requests, long tokens, decimal cost) => new() { Interceptions = requests, InputTokens = tokens, Cost = cost };
}
