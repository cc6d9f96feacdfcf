using Switchyard.Bundles.Calls;

namespace Switchyard.Bundles.Tasks;

/// <summary>What follows from what happens to a task. Pure. A task that is over stays as it is, whatever comes late.</summary>
internal static class TaskMoves
{
    /// <summary>An error of JSON-RPC: something inside went wrong.</summary>
    private const int InternalFault = -32603;

    /// <summary>How often a task is worth a look at the most, at the least, and when its server says nothing of it.</summary>
    public static (TimeSpan Shortest, TimeSpan Longest, TimeSpan Usual) Polls { get; } = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));

    /// <summary>How a task stands that has just been made.</summary>
    public static TaskStanding Begin(DateTimeOffset at, TimeSpan ttl) => new() { State = TaskState.Working, CreatedAt = at, UpdatedAt = at, Ttl = ttl, PollInterval = Polls.Usual };

    /// <summary>How it stands after something has happened; null when it stands as before.</summary>
    public static TaskStanding? Next(TaskStanding now, TaskEvent happened, DateTimeOffset at)
    {
        if (now.IsOver)
        {
            return happened is TaskEvent.Dropped ? now with { Outcome = Without(TaskFaults.Dropped, "The result of the task had to make room for newer ones.") } : null;
        }

        var next = happened switch
        {
            TaskEvent.Told told => now with { State = told.NeedsInput ? TaskState.InputRequired : TaskState.Working, Message = told.Message, PollInterval = Bounded(told.PollInterval ?? now.PollInterval) },
            TaskEvent.Answered answered => now with { State = answered.State, Message = answered.Message, Outcome = answered.Outcome },
            TaskEvent.Broken broken => now with { State = TaskState.Failed, Message = broken.Message, Outcome = Without(broken.Code, broken.Message) },
            TaskEvent.Cancelled cancelled => now with { State = TaskState.Cancelled, Message = cancelled.Message, Outcome = Given(cancelled.Message) },
            _ => now,
        };
        return next == now ? null : next with { UpdatedAt = at };
    }

    /// <summary>What a task that was given up ends with.</summary>
    public static KeptOutcome Given(string message) => KeptOutcome.Of(new CallOutcome.Error(InternalFault, message, new System.Text.Json.Nodes.JsonObject { ["code"] = TaskFaults.Cancelled }));

    private static KeptOutcome Without(string code, string message) => KeptOutcome.Of(new CallOutcome.Unavailable(code, message));

    private static TimeSpan Bounded(TimeSpan poll) => poll < Polls.Shortest ? Polls.Shortest : poll > Polls.Longest ? Polls.Longest : poll;
}
