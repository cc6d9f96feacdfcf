using System.Diagnostics.Metrics;

namespace Switchyard.Console.Telemetry;

/// <summary>What open pages cost the node.</summary>
internal sealed class ConsoleInstruments : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;

    /// <summary>Creates the instruments on the meter <c>Switchyard</c>.</summary>
    public ConsoleInstruments(IMeterFactory meters)
    {
        _meter = meters.Create("Switchyard");
        _requests = _meter.CreateCounter<long>("switchyard_console_requests_total", description: "Requests that pages of the console made, without a connection.");
        _bytes = _meter.CreateCounter<long>("switchyard_console_answer_bytes_total", "By", "Bytes of their answers.");
    }

    /// <summary>A page asks.</summary>
    public void Asked() => _requests.Add(1);

    /// <summary>A page has read a part of an answer.</summary>
    public void Read(int bytes) => _bytes.Add(bytes);

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
