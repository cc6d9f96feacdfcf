namespace Switchyard.Model.Builds;

/// <summary>How far a build of a workspace is. <see cref="BuildStates"/> says which comes after which.</summary>
public enum BuildState
{
    /// <summary>It was asked for.</summary>
    Pending,

    /// <summary>Somebody works on it.</summary>
    Running,

    /// <summary>It is done, and its agents may serve.</summary>
    Succeeded,

    /// <summary>It came to nothing. Nothing follows.</summary>
    Failed,

    /// <summary>It was ended, before it was done or afterwards. Nothing follows.</summary>
    Stopped,
}
