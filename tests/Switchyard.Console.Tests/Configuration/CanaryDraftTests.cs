using Switchyard.Admin.Client.Problems;
using Switchyard.Console.Configuration;

namespace Switchyard.Console.Tests.Configuration;

public sealed class CanaryDraftTests
{
    [Theory]
    [InlineData("99999999999", "")]
    [InlineData("10.5", "")]
    [InlineData("many", "")]
    [InlineData("10", "99999999999999999999")]
    [InlineData("10", "0.5")]
    public void What_is_no_whole_number_is_a_fault_of_its_field(string percent, string least)
    {
        var draft = new CanaryDraft { Percent = percent, MinRequests = least };
        Should.Throw<SwitchyardApiException>(draft.ToCanary).Errors.ShouldHaveSingleItem().Field.ShouldBe(least.Length == 0 ? "canary.percent" : "canary.thresholds.minRequests");
    }

    [Fact]
    public void Numbers_are_taken_as_they_are()
    {
        var canary = new CanaryDraft { Percent = "25", Latency = "1.5", MinRequests = "9223372036854775807" }.ToCanary();
        (canary.Percent, canary.Thresholds!.Latency, canary.Thresholds.MinRequests).ShouldBe((25, 1.5m, long.MaxValue));
        new CanaryDraft { Who = "nodes", Percent = "any" }.ToCanary().Percent.ShouldBeNull("nobody sees the field then");
    }
}
