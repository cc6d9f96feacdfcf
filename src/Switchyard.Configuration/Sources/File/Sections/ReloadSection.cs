using Switchyard.Model.Server;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>server.reload</c>.</summary>
internal static class ReloadSection
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    // Less than a part of the node has in all.
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(25);

    public static ReloadConfig Read(JsonFields fields)
    {
        var defaults = ReloadConfig.Default;
        var before = fields.Faults.Count;
        var history = fields.Object("history");
        var probe = fields.Object("probe");
        var reload = new ReloadConfig
        {
            Debounce = fields.Duration("debounce", defaults.Debounce, Shortest, Longest),
            MaxDelay = fields.Duration("maxDelay", defaults.MaxDelay, Shortest, Longest),
            RetryRead = fields.Duration("retryRead", defaults.RetryRead, Shortest, Longest),
            Scan = fields.Duration("scan", defaults.Scan, Shortest, Longest),
            HistoryCount = history.Whole("count", defaults.HistoryCount, 1, 1_000_000),
            HistoryAge = history.Duration("age", defaults.HistoryAge, TimeSpan.FromHours(1), Durations.Longest),
            RetryMin = fields.Duration("retryMin", defaults.RetryMin, ShortestRetry, Longest),
            RetryMax = fields.Duration("retryMax", defaults.RetryMax, ShortestRetry, Longest),
            Probation = fields.Duration("probation", defaults.Probation, TimeSpan.Zero, Longest),
            ProbeModel = probe.Text("model", 256) is { Length: > 0 } model ? model : null,
            ProbeTimeout = probe.Duration("timeout", defaults.ProbeTimeout, ShortestRetry, LongestProbe),
        };
        history.Finish();
        probe.Finish();
        if (fields.Faults.Count == before && reload.MaxDelay < reload.Debounce)
        {
            fields.Fault("maxDelay", $"Is shorter than debounce ({Durations.Format(reload.Debounce)}).");
        }

        if (fields.Faults.Count == before && reload.RetryMax < reload.RetryMin)
        {
            fields.Fault("retryMax", $"Is shorter than retryMin ({Durations.Format(reload.RetryMin)}).");
        }

        fields.Finish();
        return reload;
    }
}
