namespace Switchyard.Bench.Cost;

/// <summary>How long <see cref="CostSuite"/> looks, and what it lets pass.</summary>
/// <param name="Seconds">Seconds that count, for requests and for streams.</param>
/// <param name="Warmup">Seconds before that do not.</param>
/// <param name="Events">Events of a stream.</param>
/// <param name="RequestLimit">Most times the processor time of the bare forwarder for a request.</param>
/// <param name="EventLimit">Most times the processor time of the bare forwarder for an event.</param>
internal sealed record CostLoad(int Seconds, int Warmup, int Events, int RequestLimit, int EventLimit)
{
    public static CostLoad From(Arguments arguments) => new(
        Math.Max(1, arguments.Number("seconds", 4)),
        Math.Max(1, arguments.Number("warmup", 6)),
        Math.Max(1, arguments.Number("events", 200)),
        Math.Max(1, arguments.Number("request-limit", 4)),
        Math.Max(1, arguments.Number("event-limit", 4)));
}
