namespace Switchyard.Bench.Cost;

/// <summary>How long <see cref="CostSuite"/> looks, and what it lets pass.</summary>
/// <param name="Seconds">Seconds of a window.</param>
/// <param name="Windows">Most windows, for requests and for streams.</param>
/// <param name="Events">Events of a stream.</param>
/// <param name="RequestLimit">Most times the processor time of the bare forwarder for a request.</param>
/// <param name="EventLimit">Most times the processor time of the bare forwarder for an event.</param>
internal sealed record CostLoad(int Seconds, int Windows, int Events, int RequestLimit, int EventLimit)
{
    public static CostLoad From(Arguments arguments) => new(
        Math.Max(1, arguments.Number("seconds", 3)),
        Math.Max(1, arguments.Number("windows", 8)),
        Math.Max(1, arguments.Number("events", 200)),
        Math.Max(1, arguments.Number("request-limit", 3)),
        Math.Max(1, arguments.Number("event-limit", 5)));
}
