using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Switchyard.Host.Metrics;

/// <summary>All series of one instrument.</summary>
internal sealed class InstrumentSeries
{
    /// <summary>A bug that invents label values must not eat the process; everything beyond is counted together.</summary>
    private const int MaxSeries = 10_000;

    private static readonly LabelSet Overflow = new([new("overflow", "true")]);
    private readonly ConcurrentDictionary<LabelSet, Series> _series = new(new LabelSetComparer());
    private readonly ConcurrentDictionary<LabelSet, Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _lookup;
    private readonly bool _adds;

    public InstrumentSeries(Instrument instrument)
    {
        _lookup = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        var kind = instrument.GetType().GetGenericTypeDefinition();
        IsHistogram = kind == typeof(Histogram<>);
        IsCounter = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>);
        IsObservable = instrument.IsObservable;
        _adds = !IsObservable && kind != typeof(Gauge<>);
        Help = instrument.Description ?? "";
        var name = instrument.Name.Replace('.', '_');
        Name = IsCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public string Name { get; }

    public string Help { get; }

    public bool IsHistogram { get; }

    public bool IsCounter { get; }

    public bool IsObservable { get; }

    public IEnumerable<KeyValuePair<LabelSet, Series>> Series => _series;

    /// <summary>Forgets every series; an observable instrument names those that still exist at the next scrape, so removed objects leave the page.</summary>
    public void Clear() => _series.Clear();

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_lookup.TryGetValue(tags, out var series))
        {
            var labels = _series.Count < MaxSeries ? LabelSet.From(tags) : Overflow;
            series = _series.GetOrAdd(labels, IsHistogram ? new HistogramSeries() : new ValueSeries(_adds));
        }

        series.Record(value);
    }
}
