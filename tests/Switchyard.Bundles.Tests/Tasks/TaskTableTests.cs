using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Tasks;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Time;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>How much is kept of tasks, and for how long.</summary>
[Trait("criterion", "BND-44")]
public sealed class TaskTableTests
{
    private static readonly TaskOwner Ann = new("team", Guid.CreateVersion7(), Guid.CreateVersion7());
    private static readonly TaskOwner Ben = new("team", Guid.CreateVersion7(), Guid.CreateVersion7());
    private static readonly TaskOwner Cat = new("other", Guid.CreateVersion7(), Guid.CreateVersion7());
    private readonly FakeTime _time = new();

    [Fact]
    public void There_are_so_many_of_a_key_of_a_workspace_and_of_the_node()
    {
        var table = Table(new TaskTerms { PerKey = 2, PerWorkspace = 3, PerNode = 4 });
        var first = table.Add(Ann, null)!;
        table.Add(Ann, null).ShouldNotBeNull();
        table.Add(Ann, null).ShouldBeNull("a third one of the key");
        table.Add(Ben, null).ShouldNotBeNull();
        table.Add(Ben, null).ShouldBeNull("a fourth one of the workspace");
        table.Add(Cat, null).ShouldNotBeNull();
        table.Add(Cat, null).ShouldBeNull("a fifth one of the node");
        table.Remove(first);
        table.Add(Cat, null).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(null, 3_600)]
    [InlineData(7_200.0, 3_600)]
    [InlineData(90.0, 90)]
    [InlineData(0.0, 1)]
    public void It_lives_as_long_as_its_client_wants_and_an_hour_at_the_most(double? wanted, int seconds) =>
        Table().Add(Ann, wanted is { } asked ? TimeSpan.FromSeconds(asked) : null)!.Ttl.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void It_can_be_asked_for_until_a_minute_after_its_life_and_is_swept_out_then()
    {
        var table = Table();
        var task = Made(table, Ann, TimeSpan.FromMinutes(10));
        table.Answer(task, TaskState.Completed, null, Text(100));
        _time.Advance(new TimeSpan(0, 10, 59));
        table.Find(task.Id).ShouldBe(task);
        table.Of(Ann).ShouldBe([task]);
        table.Sweep();
        table.All.Count.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(1));
        table.Find(task.Id).ShouldBeNull("also before it is swept");
        table.Of(Ann).ShouldBeEmpty();
        table.Bytes.ShouldBeGreaterThan(0);
        table.Sweep();
        (table.All.Count, table.Bytes).ShouldBe((0, 0));
    }

    [Fact]
    public void One_that_is_being_made_is_there_for_nobody()
    {
        var table = Table();
        var task = table.Add(Ann, null)!;
        table.Find(task.Id).ShouldBeNull();
        table.Of(Ann).ShouldBeEmpty();
        task.IsMade = true;
        table.Find(task.Id).ShouldBe(task);
        table.Of(Ben).ShouldBeEmpty();
    }

    [Fact]
    public void The_oldest_results_make_room_first_those_of_the_same_key()
    {
        var table = Table(new TaskTerms { ResultBytes = 1_000, KeyBytes = 2_000, NodeBytes = 3_000 });
        HeldTask[] tasks = [.. ((TaskOwner[])[Ann, Ben, Ann, Ann, Ben]).Select(owner => Made(table, owner))];
        foreach (var task in tasks)
        {
            table.Answer(task, TaskState.Completed, null, Text(800));
            table.Bytes.ShouldBeLessThanOrEqualTo(3_000);
        }

        // The third one of Ann took the place of her first one, and the second one of Ben that of the oldest of all.
        tasks.Select(task => task.Standing.Outcome!.Read() is CallOutcome.Result).ShouldBe([false, false, true, true, true]);
        tasks.ShouldAllBe(static task => task.Standing.State == TaskState.Completed);
        tasks[0].Standing.Outcome!.Read().ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(TaskFaults.Dropped);
    }

    [Fact]
    public void A_result_that_is_too_large_is_not_kept()
    {
        var table = Table(new TaskTerms { ResultBytes = 1_000 });
        var task = Made(table, Ann);
        table.Answer(task, TaskState.Completed, null, Text(1_001));
        task.Standing.State.ShouldBe(TaskState.Failed);
        task.Standing.Outcome!.Read().ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(TaskFaults.TooLarge);
        table.Bytes.ShouldBe(0);
    }

    [Fact]
    public void What_comes_after_the_end_is_not_kept()
    {
        var table = Table();
        var task = Made(table, Ann);
        task.TryMove(new TaskEvent.Cancelled("enough")).ShouldBeTrue();
        table.Answer(task, TaskState.Completed, null, Text(100));
        (task.Standing.State, table.Bytes).ShouldBe((TaskState.Cancelled, 0));
    }

    private static HeldTask Made(TaskTable table, TaskOwner owner, TimeSpan? ttl = null)
    {
        var task = table.Add(owner, ttl)!;
        task.IsMade = true;
        return task;
    }

    private static CallOutcome.Result Text(int length) => new(JsonValue.Create(new string('x', length)));

    private TaskTable Table(TaskTerms? terms = null) => new(new TaskTickets(new SecretSealer(SecretKeyRing.Create()), new NodeIdentity(Guid.CreateVersion7(), "a"), _time), terms ?? new TaskTerms(), _time);
}
