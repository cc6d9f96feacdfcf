namespace Switchyard.Bundles.Tasks;

/// <summary>The names of <see cref="TaskState"/> on the wire.</summary>
internal static class TaskStates
{
    public static string NameOf(TaskState state) => state switch
    {
        TaskState.Working => "working",
        TaskState.InputRequired => "input_required",
        TaskState.Completed => "completed",
        TaskState.Failed => "failed",
        _ => "cancelled",
    };

    /// <summary>Reads a name. One that is not known is of a task that is not over.</summary>
    public static TaskState Parse(string? name) => name switch
    {
        "input_required" => TaskState.InputRequired,
        "completed" => TaskState.Completed,
        "failed" => TaskState.Failed,
        "cancelled" => TaskState.Cancelled,
        _ => TaskState.Working,
    };

    /// <summary>Whether no other state follows.</summary>
    public static bool IsFinal(TaskState state) => state is TaskState.Completed or TaskState.Failed or TaskState.Cancelled;
}
