using System.Net;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Dialling;
using Switchyard.Agents.Roster;
using Switchyard.Model.Agents;

namespace Switchyard.Agents.Tests.Dialling;

public sealed class SilenceTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Theory]
    [InlineData(0.0, "agent_slow", true)]
    [InlineData(89.999, "agent_slow", true)]
    [InlineData(90.0, "agent_disconnected", false)]
    [InlineData(100_000.0, "agent_disconnected", false)]
    [Trait("criterion", "AGT-58")]
    public void An_agent_that_was_seen_is_slow_until_it_has_been_silent_for_long(double silence, string code, bool tryAgain)
    {
        var (fault, again) = SilenceRules.Classify(Agent(seen: Now.AddSeconds(-silence)), Now, AgentSettings.Default);
        (fault.Code, again).ShouldBe((code, tryAgain));
        fault.Advice.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(119.999, 120.0, "agent_slow", true)]
    [InlineData(120.0, 120.0, "agent_never_connected", false)]
    [InlineData(100_000.0, 0.0, "agent_slow", true)]
    [Trait("criterion", "AGT-58")]
    public void One_that_was_never_seen_has_its_limit_and_a_limit_of_zero_is_none(double age, double limit, string code, bool tryAgain)
    {
        var settings = AgentSettings.Default with { FirstContact = TimeSpan.FromSeconds(limit) };
        var (fault, again) = SilenceRules.Classify(Agent(created: Now.AddSeconds(-age)), Now, settings);
        (fault.Code, again).ShouldBe((code, tryAgain));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", "", true)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", "", true)]
    [InlineData("10.0.0.1", "10.0.0.2", "", false)]
    [InlineData("10.0.0.1", "169.254.169.254", "", false)]
    [InlineData("10.0.0.1", "10.0.0.2", "10.0.0.0/24", true)]
    [InlineData("10.0.0.1", "10.0.1.2", "10.0.0.0/24", false)]
    [InlineData("10.0.0.1", "10.0.1.2", "nonsense,10.0.1.2", true)]
    [InlineData("fd00::1", "fd00::1", "", true)]
    [InlineData("fd00::1", "fd00::2", "fd00::/64", true)]
    [Trait("criterion", "AGT-9")]
    public void An_address_is_dialled_if_the_registration_came_from_it_or_it_is_allowed(string seen, string address, string allowed, bool isAllowed) =>
        AddressGuard.Allows(Agent() with { SeenFrom = IPAddress.Parse(seen) }, IPAddress.Parse(address), allowed.Split(',')).ShouldBe(isAllowed);

    private static AgentEntry Agent(DateTimeOffset? seen = null, DateTimeOffset? created = null) => new()
    {
        Id = Guid.Empty, WorkspaceId = Guid.Empty, BuildId = Guid.Empty, Name = "main", LastSeenAt = seen, CreatedAt = created ?? Now,
    };
}
