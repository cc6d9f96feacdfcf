namespace Switchyard.WorkspaceAgent.Registration;

/// <summary>How a registration ended.</summary>
internal enum RegistrationKind
{
    /// <summary>No answer, or one that can not be used.</summary>
    Failed,

    /// <summary>The agent is registered.</summary>
    Registered,

    /// <summary>The token is wrong or was revoked (401).</summary>
    Refused,

    /// <summary>The build is retired: another one has taken its place (409).</summary>
    Retired,
}
