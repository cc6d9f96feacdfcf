using Switchyard.Gateway.Pool.Keys;

namespace Switchyard.Gateway.Tests.Pool.Keys;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("Retry-After", "20", 20)]
    [InlineData("Retry-After", "0", 0)]
    [InlineData("Retry-After", "1.5", 1.5)]
    [InlineData("Retry-After", "Fri, 01 May 2026 12:00:30 GMT", 30)]
    [InlineData("Retry-After", "Fri, 01 May 2026 11:00:00 GMT", 0)]
    [Trait("criterion", "PRV-103")]
    public void Each_form_is_read(string name, string value, double seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(name, value);
        RetryAfter.Read(response.Headers, Now)!.Value.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("Retry-After", "soon")]
    [InlineData("Retry-After", "-3")]
    [InlineData("Retry-After", "99999999999999")]
    [InlineData("retry-after-ms", "NaN")]
    [InlineData("retry-after-ms", "-Infinity")]
    [InlineData("Retry-After", "-Infinity")]
    [Trait("criterion", "PRV-103")]
    public void What_is_not_a_wait_is_none(string name, string value)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(name, value);
        RetryAfter.Read(response.Headers, Now).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-108")]
    public void A_date_is_measured_by_the_upstreams_own_clock()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Date", "Fri, 01 May 2026 09:00:00 GMT");
        response.Headers.TryAddWithoutValidation("Retry-After", "Fri, 01 May 2026 09:00:10 GMT");
        RetryAfter.Read(response.Headers, Now)!.Value.TotalSeconds.ShouldBe(10);
    }

    [Fact]
    [Trait("criterion", "PRV-103")]
    public void Milliseconds_come_first()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", "20");
        response.Headers.TryAddWithoutValidation("retry-after-ms", "250");
        RetryAfter.Read(response.Headers, Now)!.Value.TotalMilliseconds.ShouldBe(250);
    }
}
