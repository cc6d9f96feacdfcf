using Switchyard.Model.Bundles;
using Switchyard.Bundles.Lifecycle;

namespace Switchyard.Bundles.Tests.Lifecycle;

public sealed class CrashHistoryTests
{
    private static readonly BundleSettings Terms = BundleSettings.Default;
    private readonly CrashHistory _history = new();

    [Fact]
    [Trait("criterion", "BND-38")]
    public void The_wait_doubles_from_half_a_second_to_a_minute_with_full_jitter()
    {
        // Far enough apart that they are no burst.
        double[] longest = [0.5, 1, 2, 4, 8, 16, 32, 60, 60];
        for (var failure = 0; failure < longest.Length; failure++)
        {
            Add(failure * 61, random: 0.5).ShouldBe(TimeSpan.FromSeconds(longest[failure] / 2));
        }

        Add(10_000, random: 0).ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(60, 0.5)]
    [InlineData(59.9, 2)]
    [Trait("criterion", "BND-38")]
    public void Health_of_a_minute_makes_it_begin_anew(double healthy, double longest)
    {
        Add(0);
        Add(61);

        _history.Add(TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(healthy), Terms, 1).ShouldBe(TimeSpan.FromSeconds(longest));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [Trait("criterion", "BND-39")]
    public void Five_failures_within_a_minute_are_too_many(double last, bool gaveUp)
    {
        foreach (var second in (double[])[0, 1, 2, 3])
        {
            Add(second).ShouldNotBeNull();
        }

        (Add(last) is null).ShouldBe(gaveUp);
    }

    [Fact]
    [Trait("criterion", "BND-39")]
    public void What_is_forgotten_does_not_count()
    {
        for (var i = 0; i < 4; i++)
        {
            Add(i);
        }

        _history.Clear();

        Add(4, random: 1).ShouldBe(TimeSpan.FromSeconds(0.5));
    }

    private TimeSpan? Add(double second, double random = 0.999) => _history.Add(TimeSpan.FromSeconds(second), TimeSpan.Zero, Terms, random);
}
