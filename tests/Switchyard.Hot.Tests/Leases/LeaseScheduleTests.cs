using Switchyard.Hot.Tests.Schedules;

namespace Switchyard.Hot.Tests.Leases;

/// <summary>Every order of up to three actors of up to eight steps over acquire, use, share, release, drain and cut.</summary>
public sealed class LeaseScheduleTests(ITestOutputHelper output)
{
    /// <summary>Two users against one who retires; retire against retire; retire in the middle of a program; sharing against retiring.</summary>
    public static TheoryData<string> Programs { get; } =
    [
        "uu uu d",
        "uu uu c",
        "uu uu dc",
        "uu d c",
        "u dc cd",
        "uu uud uu",
        "ud uc ud",
        "s s d",
        "s u dc",
        "su us d",
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("criterion", "PRV-48")]
    [Trait("criterion", "PRV-49")]
    public void No_order_uses_after_the_end_or_ends_twice(string programs)
    {
        var explored = ScheduleExplorer.Explore(() => new LeaseScenario(static ledger => new RealLease(ledger), programs.Split(' '))).ThrowIfFailed();
        output.WriteLine($"{programs}: {explored}");
        explored.States.ShouldBeGreaterThan(20);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_seeded_mistake_is_caught(LeaseFault fault)
    {
        var caughtBy = Programs.Select(static row => row.Data)
            .FirstOrDefault(programs => ScheduleExplorer.Explore(Faulty(fault, programs)).Failure is not null);
        output.WriteLine($"{fault}: caught by {caughtBy}");
        caughtBy.ShouldNotBeNull();
    }

    [Fact]
    public void The_frame_of_the_seeded_mistakes_is_sound_itself()
    {
        foreach (var programs in new[] { "uu uu dc", "ud uc ud", "s u dc" })
        {
            ScheduleExplorer.Explore(Faulty(LeaseFault.None, programs)).ThrowIfFailed();
        }
    }

    /// <summary>Merging may only skip what was seen: with and without it the same mistakes are found.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public void Merging_states_hides_nothing(LeaseFault fault)
    {
        foreach (var programs in new[] { "u ud", "ud c", "u dc" })
        {
            var merged = ScheduleExplorer.Explore(Faulty(fault, programs));
            var single = ScheduleExplorer.Explore(Faulty(fault, programs), merge: false);
            (merged.Failure is null).ShouldBe(single.Failure is null, programs);
        }
    }

    public static TheoryData<LeaseFault> Faults()
    {
        return [.. Enum.GetValues<LeaseFault>().Where(static fault => fault != LeaseFault.None)];
    }

    private static Func<IScenario> Faulty(LeaseFault fault, string programs)
    {
        return () => new LeaseScenario(ledger => new FaultyLease(ledger, fault), programs.Split(' '));
    }
}
