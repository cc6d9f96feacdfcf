namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>How a call of a tool is made.</summary>
internal enum TaskChoice
{
    /// <summary>As a call.</summary>
    Call,

    /// <summary>As a task.</summary>
    Task,

    /// <summary>Not at all: the tool can not be a task, and the client wants one.</summary>
    NoTask,

    /// <summary>Not at all: the tool can only be a task, and the client wants none.</summary>
    TaskOnly,
}
