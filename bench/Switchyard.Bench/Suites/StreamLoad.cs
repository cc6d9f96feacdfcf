namespace Switchyard.Bench.Suites;

/// <summary>The shape of the streams.</summary>
internal sealed record StreamLoad(int Streams, int Tokens, int CadenceMs)
{
    public static StreamLoad From(Arguments arguments) =>
        new(Math.Max(1, arguments.Number("streams", 50)), Math.Max(1, arguments.Number("tokens", 40)), arguments.Number("cadence", 50));
}
