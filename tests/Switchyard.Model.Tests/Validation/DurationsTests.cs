using FsCheck;
using FsCheck.Fluent;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Validation;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("15m", 900_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("60d", 5_184_000_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1m500ms", 60_500)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void Reads_what_it_says(string text, long milliseconds)
    {
        Durations.TryParse(text, out var duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("30S")]
    [InlineData(" 30s")]
    [InlineData("30s ")]
    [InlineData("30 s")]
    [InlineData("30s1h")]
    [InlineData("1s1s")]
    [InlineData("1w")]
    [InlineData("٣s")]
    [InlineData("36501d")]
    [InlineData("99999999999999999999d")]
    [InlineData("36500d1ms")]
    public void Refuses_everything_else(string? text) => Durations.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(90_000, "1m30s")]
    [InlineData(600_000, "10m")]
    [InlineData(86_400_001, "1d1ms")]
    public void Writes_the_largest_units_first(long milliseconds, string text) =>
        Durations.Format(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);

    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Select(value => (long)value * 1_000).ToArbitrary(), milliseconds =>
        {
            var duration = TimeSpan.FromMilliseconds(milliseconds);
            return Durations.TryParse(Durations.Format(duration), out var read) && read == duration;
        }).QuickCheckThrowOnFailure();
}
