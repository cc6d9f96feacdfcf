using System.Globalization;

namespace Switchyard.Host.Metrics;

/// <summary>The Prometheus text exposition format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes one metric family: instruments of the same name, which several meters may have.</summary>
    public static void WriteFamily(TextWriter output, IEnumerable<InstrumentSeries> family)
    {
        var first = true;
        foreach (var instrument in family)
        {
            if (first)
            {
                first = false;
                output.Write($"# HELP {instrument.Name} {EscapeHelp(instrument.Help)}\n");
                output.Write($"# TYPE {instrument.Name} {(instrument.IsHistogram ? "histogram" : instrument.IsCounter ? "counter" : "gauge")}\n");
            }

            foreach (var (labels, series) in instrument.Series)
            {
                if (series is HistogramSeries histogram)
                {
                    WriteHistogram(output, instrument.Name, labels, histogram);
                }
                else
                {
                    WriteSample(output, instrument.Name, labels, null, ((ValueSeries)series).Value);
                }
            }
        }
    }

    private static void WriteHistogram(TextWriter output, string name, LabelSet labels, HistogramSeries histogram)
    {
        var counts = histogram.Counts();
        var cumulative = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            cumulative += counts[i];
            var bound = i < HistogramSeries.Bounds.Length ? HistogramSeries.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            WriteSample(output, name + "_bucket", labels, bound, cumulative);
        }

        WriteSample(output, name + "_sum", labels, null, histogram.Sum);
        WriteSample(output, name + "_count", labels, null, cumulative);
    }

    private static void WriteSample(TextWriter output, string name, LabelSet labels, string? le, double value)
    {
        output.Write(name);
        var separator = '{';
        foreach (var (key, text) in labels.Labels)
        {
            output.Write(separator);
            output.Write($"{key.Replace('.', '_')}=\"{EscapeLabel(text)}\"");
            separator = ',';
        }

        if (le is not null)
        {
            output.Write($"{separator}le=\"{le}\"");
            separator = ',';
        }

        output.Write(separator == '{' ? " " : "} ");
        output.Write(value.ToString("R", CultureInfo.InvariantCulture));
        output.Write('\n');
    }

    private static string EscapeLabel(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
