using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Switchyard.Host.Metrics;

/// <summary>Listens to the process's meters and keeps their series for <c>/metrics</c>. Created before the first meter so that no measurement is missed.</summary>
internal sealed class MetricsCollector : IDisposable
{
    /// <summary>Meters beside Switchyard's own whose figures an operator needs.</summary>
    private static readonly string[] Meters = ["Switchyard", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "Npgsql"];

    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Array.Exists(Meters, name => instrument.Meter.Name == name || instrument.Meter.Name.StartsWith(name + ".", StringComparison.Ordinal)))
            {
                var series = new InstrumentSeries(instrument);
                if (_instruments.TryAdd(instrument, series))
                {
                    listener.EnableMeasurementEvents(instrument, series);
                }
            }
        };
        _listener.MeasurementsCompleted = (instrument, _) => _instruments.TryRemove(instrument, out InstrumentSeries? _);
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record((double)value, tags));
        _listener.Start();
    }

    /// <summary>Reads the observable instruments and writes every series to <paramref name="output"/> in the Prometheus text format 0.0.4.</summary>
    public void Write(TextWriter output)
    {
        // One scrape at a time: a second one would clear what the first has just observed.
        lock (_scrape)
        {
            foreach (var instrument in _instruments.Values)
            {
                if (instrument.IsObservable)
                {
                    instrument.Clear();
                }
            }

            _listener.RecordObservableInstruments();
            foreach (var family in _instruments.Values.GroupBy(instrument => instrument.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                PrometheusText.WriteFamily(output, family);
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
