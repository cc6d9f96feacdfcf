using Switchyard.Model.Builds;

namespace Switchyard.Model.Tests.Builds;

public sealed class BuildStatesTests
{
    [Fact]
    [Trait("criterion", "AGT-2")]
    public void Builds_take_these_ways_and_no_others()
    {
        var ways = from before in Enum.GetValues<BuildState>() from after in Enum.GetValues<BuildState>() where BuildStates.MayFollow(before, after) select $"{BuildStates.NameOf(before)} {BuildStates.NameOf(after)}";

        ways.ShouldBe(
        [
            "pending running", "pending succeeded", "pending failed", "pending stopped", "running succeeded", "running failed", "running stopped", "succeeded stopped",
        ]);
    }

    [Fact]
    public void Names_are_read_back_exactly()
    {
        BuildStates.Names.ShouldBe(["pending", "running", "succeeded", "failed", "stopped"]);
        BuildStates.Names.Select(name => BuildStates.NameOf(BuildStates.Parse(name))).ShouldBe(BuildStates.Names);
        BuildStates.TryParse("Running", out _).ShouldBeFalse();
        BuildStates.TryParse(null, out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => BuildStates.Parse("done"));
    }
}
