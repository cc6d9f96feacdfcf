namespace Switchyard.Bench.Soak;

/// <summary>What a node is put through, and for how long.</summary>
/// <param name="Minutes">For how long.</param>
/// <param name="Rate">Requests a second that are answered well, and must be.</param>
/// <param name="Streams">Open streams of which every byte is compared.</param>
/// <param name="Leaving">Streams whose clients leave at a random moment, and come again.</param>
/// <param name="BrokenRate">Requests a second to a provider whose upstream breaks now and then.</param>
/// <param name="ChangesPerSecond">Changes of the configuration.</param>
/// <param name="EverySeconds">Time between two samples.</param>
internal sealed record SoakLoad(int Minutes, int Rate, int Streams, int Leaving, int BrokenRate, int ChangesPerSecond, int EverySeconds)
{
    public int Seconds => Minutes * 60;

    public static SoakLoad From(Arguments arguments) => new(
        Math.Max(1, arguments.Number("minutes", 10)),
        Math.Max(1, arguments.Number("rate", 500)),
        Math.Max(1, arguments.Number("streams", 50)),
        Math.Max(1, arguments.Number("leaving", 20)),
        Math.Max(1, arguments.Number("broken-rate", 20)),
        Math.Max(1, arguments.Number("changes", 1)),
        Math.Max(1, arguments.Number("every", 5)));
}
