using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Tasks;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>Every state of a task with everything that can happen to it.</summary>
[Trait("criterion", "BND-44")]
public sealed class TaskMovesTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Created.AddMinutes(5);
    private static readonly TaskState[] Open = [TaskState.Working, TaskState.InputRequired];
    private static readonly TaskState[] Final = [TaskState.Completed, TaskState.Failed, TaskState.Cancelled];
    private static readonly KeptOutcome Result = KeptOutcome.Of(new CallOutcome.Result(new JsonObject { ["content"] = new JsonArray() }));

    public static TheoryData<int, int> Everything
    {
        get
        {
            var all = new TheoryData<int, int>();
            foreach (var state in Enumerable.Range(0, Open.Length + Final.Length))
            {
                foreach (var happened in Enumerable.Range(0, Events.Length))
                {
                    all.Add(state, happened);
                }
            }

            return all;
        }
    }

    private static TaskEvent[] Events =>
    [
        new TaskEvent.Told(false, "told", TimeSpan.FromSeconds(3)),
        new TaskEvent.Told(true, "asks", null),
        .. Final.Select(static state => new TaskEvent.Answered(state, "answered", Result)),
        new TaskEvent.Broken("code", "broken"),
        new TaskEvent.Cancelled("given up"),
        new TaskEvent.Dropped(),
    ];

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_task_moves_as_the_protocol_says_and_stays_as_it_is_once_it_is_over(int at, int what)
    {
        var (state, happened) = (((TaskState[])[.. Open, .. Final])[at], Events[what]);
        var isOver = Final.Contains(state);
        var before = TaskMoves.Begin(Created, TimeSpan.FromHours(1)) with { State = state, Outcome = isOver ? Result : null };
        var after = TaskMoves.Next(before, happened, Later);
        if (isOver)
        {
            // The result may go; the state never changes.
            (after is not null).ShouldBe(happened is TaskEvent.Dropped);
            after?.State.ShouldBe(state);
            after?.Outcome!.Read().ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(TaskFaults.Dropped);
            after?.UpdatedAt.ShouldBe(before.UpdatedAt);
            return;
        }

        if (happened is TaskEvent.Dropped)
        {
            after.ShouldBeNull();
            return;
        }

        after!.UpdatedAt.ShouldBe(Later);
        (after.CreatedAt, after.Ttl).ShouldBe((before.CreatedAt, before.Ttl));
        after.State.ShouldBe(happened switch
        {
            TaskEvent.Told { NeedsInput: true } => TaskState.InputRequired,
            TaskEvent.Told => TaskState.Working,
            TaskEvent.Answered answered => answered.State,
            TaskEvent.Broken => TaskState.Failed,
            _ => TaskState.Cancelled,
        });
        (after.Outcome is not null).ShouldBe(after.IsOver, "what is over has an outcome, and nothing else has one");
    }

    [Fact]
    public void What_says_nothing_new_is_no_change()
    {
        var told = new TaskEvent.Told(false, "half", TimeSpan.FromSeconds(2));
        var once = TaskMoves.Next(TaskMoves.Begin(Created, TimeSpan.FromHours(1)), told, Later)!;
        TaskMoves.Next(once, told, Later.AddSeconds(1)).ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(200, 200)]
    [InlineData(5_000, 5_000)]
    [InlineData(3_600_000, 30_000)]
    public void No_server_has_itself_asked_all_the_time_or_hardly_ever(int asked, int polled) =>
        TaskMoves.Next(TaskMoves.Begin(Created, TimeSpan.FromHours(1)), new TaskEvent.Told(false, "x", TimeSpan.FromMilliseconds(asked)), Later)!.PollInterval.ShouldBe(TimeSpan.FromMilliseconds(polled));
}
