using Switchyard.Hub.Delivery.Connections;
using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Tests.Delivery.Connections;

public sealed class BootOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("criterion", "HUB-51")]
    [InlineData(-10, -11, true)]
    [InlineData(-10, -9, false)]
    [InlineData(60, 0, true)]
    [InlineData(61, 0, false)]
    [InlineData(3600, -3600, false)]
    public void A_start_is_old_when_it_was_before_the_present_one_unless_that_is_still_to_come(int present, int coming, bool isOld) =>
        BootOrder.IsOld(Known(Boot(present)), Boot(coming), Now).ShouldBe(isOld);

    [Fact]
    [Trait("criterion", "HUB-51")]
    public void A_former_start_stays_old_also_when_its_clock_was_ahead()
    {
        var future = Boot(3600);
        var right = Boot(0);
        var known = Known(right) with { FormerBootsJson = BootOrder.FormerJson(Known(future), right) };

        BootOrder.IsOld(known, future, Now).ShouldBeTrue();
        BootOrder.IsOld(known, right, Now).ShouldBeFalse();
    }

    private static string Boot(int seconds) => Guid.CreateVersion7(Now.AddSeconds(seconds)).ToString("D");

    private static GatewayInstanceRow Known(string boot) => new() { GatewayId = Guid.Empty, InstanceId = "i", BootId = boot, FirstSeenAt = Now, LastSeenAt = Now };
}
