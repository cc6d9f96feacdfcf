using Switchyard.Hot.Tests.Schedules;

namespace Switchyard.Hot.Tests.Publishing;

/// <summary>Every order of publishing against acquiring.</summary>
public sealed class HotSwapScheduleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("1", "aa")]
    [InlineData("12", "aa")]
    [InlineData("1", "a", "a")]
    [InlineData("1", "2", "a")]
    [InlineData("2", "1", "a")]
    [Trait("criterion", "PRV-44")]
    [Trait("criterion", "PRV-48")]
    [Trait("criterion", "PRV-51")]
    public void Acquiring_never_fails_and_only_the_newest_snapshot_lives_on(params string[] programs)
    {
        var explored = ScheduleExplorer.Explore(() => new HotSwapScenario(static first => new RealSwap(first), programs)).ThrowIfFailed();
        output.WriteLine($"{string.Join(' ', programs)}: {explored}");
    }

    [Theory]
    [InlineData("x", "1")]
    [InlineData("x", "a")]
    [InlineData("x", "12")]
    [InlineData("x", "1", "a")]
    [InlineData("x", "1", "2")]
    [Trait("criterion", "PRV-51")]
    public void Shutting_down_leaves_no_snapshot_behind(params string[] programs)
    {
        var explored = ScheduleExplorer.Explore(() => new HotSwapScenario(static first => new RealSwap(first), programs)).ThrowIfFailed();
        output.WriteLine($"{string.Join(' ', programs)}: {explored}");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_seeded_mistake_is_caught(SwapFault fault)
    {
        string[][] scenarios = [["1", "aa"], ["1", "2", "a"]];
        var caughtBy = scenarios.FirstOrDefault(programs => ScheduleExplorer.Explore(Faulty(fault, programs)).Failure is not null);
        output.WriteLine($"{fault}: caught by {string.Join(' ', caughtBy ?? [])}");
        caughtBy.ShouldNotBeNull();
    }

    [Fact]
    public void The_frame_of_the_seeded_mistakes_is_sound_itself()
    {
        ScheduleExplorer.Explore(Faulty(SwapFault.None, ["12", "aa"])).ThrowIfFailed();
    }

    [Fact]
    public void Merging_states_hides_nothing()
    {
        foreach (var fault in Enum.GetValues<SwapFault>())
        {
            var merged = ScheduleExplorer.Explore(Faulty(fault, ["1", "a"]));
            var single = ScheduleExplorer.Explore(Faulty(fault, ["1", "a"]), merge: false);
            (merged.Failure is null).ShouldBe(single.Failure is null, fault.ToString());
        }
    }

    public static TheoryData<SwapFault> Faults()
    {
        return [.. Enum.GetValues<SwapFault>().Where(static fault => fault != SwapFault.None)];
    }

    private static Func<IScenario> Faulty(SwapFault fault, string[] programs)
    {
        return () => new HotSwapScenario(first => new FaultySwap(first, fault), programs);
    }
}
