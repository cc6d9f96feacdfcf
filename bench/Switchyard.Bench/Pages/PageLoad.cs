using System.Globalization;

namespace Switchyard.Bench.Pages;

/// <summary>How large the yard is and how often each page is opened.</summary>
internal sealed record PageLoad(int Rounds, int Warmup, YardFill Yard, int Limit)
{
    public static PageLoad From(Arguments arguments) => new(
        Math.Max(1, arguments.Number("rounds", 10)),
        Math.Max(1, arguments.Number("warmup", 3)),
        new YardFill(arguments.Number("providers", 1_000), arguments.Number("gateways", 200), arguments.Number("interceptions", 100_000)),
        arguments.Number("limit", 300));

    /// <summary>One line for people.</summary>
    public string Heading => string.Create(CultureInfo.InvariantCulture, $"{Yard.Providers:#,0} providers, {Yard.Gateways:#,0} gateways, {Yard.Interceptions:#,0} interceptions; {Rounds} rounds after {Warmup}; median (lowest–highest)");
}
