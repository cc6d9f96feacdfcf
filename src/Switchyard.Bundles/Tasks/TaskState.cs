namespace Switchyard.Bundles.Tasks;

/// <summary>The states of a task (MCP 2025-11-25, tasks).</summary>
internal enum TaskState
{
    /// <summary>It runs.</summary>
    Working,

    /// <summary>Its server wants to know something first.</summary>
    InputRequired,

    /// <summary>It has ended with a result.</summary>
    Completed,

    /// <summary>It has ended without one, or with one that says that it failed.</summary>
    Failed,

    /// <summary>It was given up.</summary>
    Cancelled,
}
