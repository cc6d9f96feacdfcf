namespace Switchyard.Bench.Results;

/// <summary>The median of repeated measurements with the lowest and the highest.</summary>
internal sealed record Spread(double Median, double Low, double High)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        var median = sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    public override string ToString() => $"{Text(Median)} ({Text(Low)}–{Text(High)})";

    private static string Text(double value) => value switch
    {
        >= 1_000 => value.ToString("#,0"),
        >= 100 => value.ToString("0"),
        _ => value.ToString("0.#"),
    };
}
