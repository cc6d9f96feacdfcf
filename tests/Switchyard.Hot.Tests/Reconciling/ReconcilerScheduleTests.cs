using Switchyard.Hot.Tests.Schedules;

namespace Switchyard.Hot.Tests.Reconciling;

/// <summary>Every order of requests, reconciles, failures and disposal of one key.</summary>
public sealed class ReconcilerScheduleTests(ITestOutputHelper output)
{
    public static TheoryData<string> Programs { get; } = ["1", "12", "12 34", "123 4", "1f 2", "f 1", "ff 12"];

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("criterion", "PRV-44")]
    public void The_last_request_is_the_last_reconcile_and_no_two_overlap(string programs)
    {
        var explored = ScheduleExplorer.Explore(Real(programs)).ThrowIfFailed();
        output.WriteLine($"{programs}: {explored}");
    }

    [Theory]
    [InlineData("12 x")]
    [InlineData("1 2 x")]
    [InlineData("1x 23")]
    [Trait("criterion", "PRV-52")]
    public void A_request_after_the_disposal_does_nothing_and_nothing_runs_on(string programs)
    {
        var explored = ScheduleExplorer.Explore(Real(programs)).ThrowIfFailed();
        output.WriteLine($"{programs}: {explored}");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_seeded_mistake_is_caught(ReconcilerFault fault)
    {
        var caughtBy = Programs.Select(static row => row.Data)
            .FirstOrDefault(programs => ScheduleExplorer.Explore(Faulty(fault, programs)).Failure is not null);
        output.WriteLine($"{fault}: caught by {caughtBy}");
        caughtBy.ShouldNotBeNull();
    }

    [Fact]
    public void The_frame_of_the_seeded_mistakes_is_sound_itself()
    {
        foreach (var programs in Programs.Select(static row => row.Data))
        {
            ScheduleExplorer.Explore(Faulty(ReconcilerFault.None, programs)).ThrowIfFailed();
        }
    }

    public static TheoryData<ReconcilerFault> Faults()
    {
        return [.. Enum.GetValues<ReconcilerFault>().Where(static fault => fault != ReconcilerFault.None)];
    }

    private static Func<IScenario> Real(string programs)
    {
        return () => new ReconcilerScenario(static (reconcile, failed) => new RealReconciler(reconcile, failed), programs.Split(' '));
    }

    private static Func<IScenario> Faulty(ReconcilerFault fault, string programs)
    {
        return () => new ReconcilerScenario((reconcile, failed) => new FaultyReconciler(reconcile, failed, fault), programs.Split(' '));
    }
}
