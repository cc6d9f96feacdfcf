namespace Switchyard.Gateway.Recording;

/// <summary>State of an interception.</summary>
internal enum InterceptionStatus
{
    /// <summary>Not ended yet.</summary>
    Running,

    /// <summary>The answer reached its end.</summary>
    Completed,

    /// <summary>Upstream or Switchyard failed.</summary>
    Failed,

    /// <summary>The client went away.</summary>
    Cancelled,

    /// <summary>The node died.</summary>
    Aborted,
}
