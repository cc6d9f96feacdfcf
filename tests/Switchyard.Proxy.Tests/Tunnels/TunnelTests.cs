using Switchyard.Proxy.Tunnels;
using Switchyard.Testing.Time;

namespace Switchyard.Proxy.Tests.Tunnels;

public sealed class TunnelTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly FakeTime _time = new();

    [Fact]
    public void A_plain_tunnel_ends_with_its_life()
    {
        using var tunnel = Open(isDecrypted: false);

        _time.Advance(Hour);

        tunnel.Ended.WaitHandle.WaitOne(LastWords).ShouldBeTrue();
    }

    [Fact]
    public void A_decrypted_one_closes_with_its_life_and_what_runs_goes_on()
    {
        using var tunnel = Open(isDecrypted: true);

        _time.Advance(Hour);
        _time.Advance(LastWords * 2);

        tunnel.Closing.IsCancellationRequested.ShouldBeTrue();
        tunnel.Ended.IsCancellationRequested.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_ends_when_its_key_expires(bool isDecrypted)
    {
        using var tunnel = Open(isDecrypted, _time.GetUtcNow() + TimeSpan.FromMinutes(1));

        _time.Advance(TimeSpan.FromMinutes(1));
        tunnel.Closing.IsCancellationRequested.ShouldBeTrue();
        _time.Advance(LastWords);

        tunnel.Ended.WaitHandle.WaitOne(LastWords).ShouldBeTrue();
    }

    [Fact]
    public void A_revoked_one_has_its_last_words_if_it_is_decrypted()
    {
        using var tunnel = Open(isDecrypted: true);

        tunnel.Expel();
        tunnel.Ended.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(LastWords);

        tunnel.Ended.WaitHandle.WaitOne(LastWords).ShouldBeTrue();
    }

    [Fact]
    public void One_that_has_ended_can_be_ended_again()
    {
        var tunnel = Open(isDecrypted: true);
        tunnel.Dispose();

        tunnel.Expel();
        tunnel.Close();
        tunnel.Cut();
        tunnel.Dispose();
    }

    private Tunnel Open(bool isDecrypted, DateTimeOffset? expiresAt = null) => new(Guid.CreateVersion7(_time.GetUtcNow()), isDecrypted, Hour, expiresAt, _time);
}
