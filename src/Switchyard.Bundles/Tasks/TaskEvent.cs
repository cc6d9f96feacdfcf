namespace Switchyard.Bundles.Tasks;

/// <summary>What can happen to a task.</summary>
internal abstract record TaskEvent
{
    private TaskEvent()
    {
    }

    /// <summary>Its server says how it goes on.</summary>
    /// <param name="NeedsInput">Whether the server wants to know something first.</param>
    /// <param name="Message">More for people, or null.</param>
    /// <param name="PollInterval">How often it is worth a look; null says nothing of it.</param>
    public sealed record Told(bool NeedsInput, string? Message, TimeSpan? PollInterval) : TaskEvent;

    /// <summary>Its server says how it ended.</summary>
    /// <param name="State">One without a next.</param>
    /// <param name="Message">More for people, or null.</param>
    /// <param name="Outcome">What came of it.</param>
    public sealed record Answered(TaskState State, string? Message, KeptOutcome Outcome) : TaskEvent;

    /// <summary>Nothing will come of it any more.</summary>
    /// <param name="Code">Why, a stable code: see <see cref="TaskFaults"/> and <see cref="Calls.CallFaults"/>.</param>
    /// <param name="Message">Why, one sentence.</param>
    public sealed record Broken(string Code, string Message) : TaskEvent;

    /// <summary>It is given up.</summary>
    /// <param name="Message">Why, one sentence.</param>
    public sealed record Cancelled(string Message) : TaskEvent;

    /// <summary>What came of it had to make room.</summary>
    public sealed record Dropped : TaskEvent;
}
