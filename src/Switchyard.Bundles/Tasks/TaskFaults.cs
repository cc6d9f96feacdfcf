namespace Switchyard.Bundles.Tasks;

/// <summary>Stable codes of why there is no task, or nothing came of one. Besides those of <see cref="Calls.CallFaults"/>.</summary>
internal static class TaskFaults
{
    /// <summary>There are as many as there may be.</summary>
    public const string TooMany = "too_many_tasks";

    /// <summary>It lived for as long as it may.</summary>
    public const string Expired = "task_expired";

    /// <summary>It was given up.</summary>
    public const string Cancelled = "task_cancelled";

    /// <summary>The node that had it was lost, and the task with it.</summary>
    public const string Lost = "task_lost";

    /// <summary>Its server does not say what became of it.</summary>
    public const string Unknown = "task_unknown";

    /// <summary>Its result is larger than what is kept.</summary>
    public const string TooLarge = "task_result_too_large";

    /// <summary>Its result had to make room for newer ones.</summary>
    public const string Dropped = "task_result_dropped";

    /// <summary>The node that has it can not be asked.</summary>
    public const string Elsewhere = "task_elsewhere";
}
