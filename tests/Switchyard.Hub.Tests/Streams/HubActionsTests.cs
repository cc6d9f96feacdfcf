using Switchyard.Hub.Streams;

namespace Switchyard.Hub.Tests.Streams;

public sealed class HubActionsTests
{
    [Fact]
    [Trait("criterion", "HUB-7")]
    public void Every_action_has_one_name_and_back()
    {
        HubActions.Names.ShouldBe(["create", "update", "delete", "enable", "disable", "provision", "revoke", "start", "stop", "rotate", "reset", "respawn", "warn"]);
        foreach (var action in Enum.GetValues<HubAction>())
        {
            HubActions.TryParse(HubActions.NameOf(action), out var found).ShouldBeTrue();
            found.ShouldBe(action);
        }

        HubActions.TryParse("Create", out _).ShouldBeFalse();
    }

    [Theory]
    [Trait("criterion", "HUB-5")]
    [InlineData("", "id")]
    [InlineData(" ", "id")]
    [InlineData("type", "")]
    [InlineData("type", "\t")]
    public void A_blank_part_is_refused(string type, string entityId) => Should.Throw<ArgumentException>(() => new HubEvent(type, HubAction.Create, entityId));

    [Fact]
    [Trait("criterion", "HUB-8")]
    public void Surrounding_white_space_does_not_count() => new HubEvent(" t ", HubAction.Create, " id ").ShouldBe(new HubEvent("t", HubAction.Create, "id"));
}
