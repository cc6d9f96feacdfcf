using Switchyard.Simulator.Behaviors;

namespace Switchyard.Simulator.Tests.Behaviors;

public sealed class LatencyTests
{
    [Theory]
    [InlineData("50ms", 50, 50)]
    [InlineData("2s", 2000, 2000)]
    [InlineData("10ms..50ms", 10, 50)]
    public void Samples_stay_in_their_range(string text, int low, int high)
    {
        Latency.TryParse(text, out var latency).ShouldBeTrue();
        foreach (var ordinal in Enumerable.Range(0, 1000))
        {
            latency.Sample(1, (ulong)ordinal).TotalMilliseconds.ShouldBeInRange(low, high);
        }
    }

    [Fact]
    public void A_log_normal_has_its_median_in_the_middle_and_a_long_tail()
    {
        Latency.TryParse("50ms~0.5", out var latency).ShouldBeTrue();
        var samples = Enumerable.Range(0, 10_000).Select(ordinal => latency.Sample(1, (ulong)ordinal).TotalMilliseconds).Order().ToList();

        samples[5_000].ShouldBeInRange(48, 52);
        samples[9_900].ShouldBeInRange(50 * Math.Exp(0.5 * 2.1), 50 * Math.Exp(0.5 * 2.6));
    }

    [Fact]
    public void A_series_repeats_with_its_seed()
    {
        var latency = Latency.LogNormal(TimeSpan.FromMilliseconds(20), 1);
        latency.Sample(5, 9).ShouldBe(latency.Sample(5, 9));
        latency.Sample(5, 9).ShouldNotBe(latency.Sample(6, 9));
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("50ms..10ms")]
    [InlineData("-5ms")]
    [InlineData("50ms~9")]
    public void Nonsense_is_refused(string text) => Latency.TryParse(text, out _).ShouldBeFalse();
}
