using System.Net;
using Switchyard.Hub.Delivery.Connections;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Delivery.Connections;

[Trait("criterion", "HUB-46")]
public sealed class FailedTriesTests
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    private readonly FakeTime _time = new();

    [Fact]
    public void Tries_at_once_are_no_way_round_the_limit()
    {
        var tries = new FailedTries(_time);
        Enumerable.Range(0, 10).Count(_ => tries.TryBegin(Address, 3, out var _)).ShouldBe(3);
        tries.TryBegin(Address, 3, out var wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(1));
        tries.TryBegin(IPAddress.Parse("192.0.2.2"), 3, out _).ShouldBeTrue();

        tries.Decided(Address, 3, failed: false);
        tries.TryBegin(Address, 3, out _).ShouldBeTrue();
    }

    [Fact]
    public void Failures_count_for_a_minute_and_success_leaves_nothing()
    {
        var tries = new FailedTries(_time);
        for (var i = 0; i < 3; i++)
        {
            tries.TryBegin(Address, 3, out _).ShouldBeTrue();
            tries.Decided(Address, 3, failed: true);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        tries.TryBegin(Address, 3, out var wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(30));
        _time.Advance(wait);
        tries.TryBegin(Address, 3, out _).ShouldBeTrue();
        tries.TryBegin(Address, 3, out _).ShouldBeFalse();

        _time.Advance(FailedTries.Window);
        tries.Decided(Address, 3, failed: false);
        tries.Count.ShouldBe(0);
    }

    [Fact]
    public void Addresses_are_remembered_within_bounds()
    {
        var tries = new FailedTries(_time);
        for (var i = 0; i < FailedTries.MostAddresses + 10; i++)
        {
            var address = new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            tries.TryBegin(address, 3, out _).ShouldBeTrue();
            tries.Decided(address, 3, failed: true);
        }

        tries.Count.ShouldBe(FailedTries.MostAddresses);
    }
}
