using System.Diagnostics.Metrics;
using Switchyard.Host.Metrics;

namespace Switchyard.Host.Tests.Metrics;

public sealed class MetricsCollectorTests : IDisposable
{
    private readonly MetricsCollector _collector = new();
    private readonly Meter _meter = new("Switchyard");

    [Fact]
    [Trait("criterion", "PRV-126")]
    public void A_counter_adds_up_per_label_set()
    {
        var counter = _meter.CreateCounter<long>("switchyard_probe_total", description: "Probes.");
        counter.Add(2, new KeyValuePair<string, object?>("provider", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("provider", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("provider", "b\"\n"));

        var page = Page();
        page.ShouldContain("# HELP switchyard_probe_total Probes.\n# TYPE switchyard_probe_total counter\n");
        page.ShouldContain("switchyard_probe_total{provider=\"a\"} 5\n");
        page.ShouldContain("switchyard_probe_total{provider=\"b\\\"\\n\"} 1\n");
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_a_sum_and_a_count()
    {
        var histogram = _meter.CreateHistogram<double>("switchyard_probe_seconds");
        histogram.Record(0.0001);
        histogram.Record(0.3);
        histogram.Record(10_000);

        var page = Page();
        page.ShouldContain("switchyard_probe_seconds_bucket{le=\"5E-05\"} 0\n");
        page.ShouldContain("switchyard_probe_seconds_bucket{le=\"0.0001\"} 1\n");
        page.ShouldContain("switchyard_probe_seconds_bucket{le=\"0.5\"} 2\n");
        page.ShouldContain("switchyard_probe_seconds_bucket{le=\"600\"} 2\n");
        page.ShouldContain("switchyard_probe_seconds_bucket{le=\"+Inf\"} 3\n");
        page.ShouldContain("switchyard_probe_seconds_sum 10000.3001\n");
        page.ShouldContain("switchyard_probe_seconds_count 3\n");
    }

    [Fact]
    [Trait("criterion", "PRV-126")]
    public void What_an_observable_instrument_no_longer_names_leaves_the_page()
    {
        var providers = new List<string> { "stays", "goes" };
        _meter.CreateObservableGauge("switchyard_probe_info", () => providers.Select(name => new Measurement<int>(1, new KeyValuePair<string, object?>("provider", name))));

        Page().ShouldContain("switchyard_probe_info{provider=\"goes\"} 1\n");
        providers.Remove("goes");
        var page = Page();
        page.ShouldContain("switchyard_probe_info{provider=\"stays\"} 1\n");
        page.ShouldNotContain("goes");
    }

    [Fact]
    public void An_up_down_counter_goes_both_ways()
    {
        var inflight = _meter.CreateUpDownCounter<int>("switchyard_probe_inflight");
        inflight.Add(3);
        inflight.Add(-1);
        Page().ShouldContain("# TYPE switchyard_probe_inflight gauge\nswitchyard_probe_inflight 2\n");
    }

    [Fact]
    [Trait("criterion", "PRV-127")]
    public void Invented_label_values_end_in_one_overflow_series()
    {
        var counter = _meter.CreateCounter<long>("switchyard_flood_total");
        for (var i = 0; i < 10_050; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("model", i));
        }

        var page = Page();
        page.ShouldContain("switchyard_flood_total{overflow=\"true\"} 50\n");
        page.Split('\n').Count(line => line.StartsWith("switchyard_flood_total{", StringComparison.Ordinal)).ShouldBe(10_001);
    }

    [Fact]
    public void A_measurement_of_a_known_series_allocates_nothing()
    {
        var counter = _meter.CreateCounter<long>("switchyard_cheap_total");
        var tags = new KeyValuePair<string, object?>[] { new("provider", "a"), new("model", "m"), new("status", "completed") };
        counter.Add(1, tags);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            counter.Add(1, tags);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task Concurrent_measurements_are_all_counted()
    {
        var counter = _meter.CreateCounter<double>("switchyard_busy_total");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                counter.Add(0.5);
            }
        })));
        Page().ShouldContain("switchyard_busy_total 80000\n");
    }

    public void Dispose()
    {
        _meter.Dispose();
        _collector.Dispose();
    }

    private string Page()
    {
        using var page = new StringWriter();
        _collector.Write(page);
        return page.ToString();
    }
}
