using Switchyard.Model.Agents;

namespace Switchyard.Model.Tests.Agents;

[Trait("criterion", "AGT-7")]
public sealed class AgentStatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, null, AgentStatus.Connecting)]
    [InlineData(null, null, 119_999, AgentStatus.Connecting)]
    [InlineData(null, null, 120_000, AgentStatus.Timeout)]
    [InlineData(null, 0, 500_000, AgentStatus.Connected)]
    [InlineData(null, -5_000, null, AgentStatus.Connected)]
    [InlineData(null, 29_999, null, AgentStatus.Connected)]
    [InlineData(null, 30_000, null, AgentStatus.Disconnected)]
    [InlineData(0, 0, null, AgentStatus.Retired)]
    [InlineData(0, null, 500_000, AgentStatus.Retired)]
    public void How_an_agent_is_comes_from_what_was_heard_of_it(int? retired, int? seen, int? expected, AgentStatus status) =>
        AgentStates.StatusOf(Ago(retired), Ago(seen), Ago(expected), Now, AgentSettings.Default).ShouldBe(status);

    [Fact]
    public void Without_a_limit_nobody_is_too_late() =>
        AgentStates.StatusOf(null, null, Now.AddYears(-1), Now, new AgentSettings { FirstContact = TimeSpan.Zero }).ShouldBe(AgentStatus.Connecting);

    [Fact]
    public void Names_are_read_back_exactly()
    {
        AgentStates.Startups.ShouldBe(["starting", "ready", "failed"]);
        foreach (var name in AgentStates.Startups)
        {
            AgentStates.TryParse(name, out var startup).ShouldBeTrue();
            AgentStates.NameOf(startup).ShouldBe(name);
        }

        AgentStates.TryParse("Ready", out _).ShouldBeFalse();
        Enum.GetValues<AgentStatus>().Select(AgentStates.NameOf).ShouldBe(["connecting", "connected", "disconnected", "timeout", "retired"]);
    }

    private static DateTimeOffset? Ago(int? milliseconds) => milliseconds is { } ago ? Now.AddMilliseconds(-ago) : null;
}
