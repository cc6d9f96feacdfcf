namespace Switchyard.Bundles.Lifecycle;

/// <summary>Stable codes of why a bundle is in its state.</summary>
internal static class BundleReasons
{
    /// <summary>It may run, and nobody has called it yet.</summary>
    public const string Idle = "idle";

    /// <summary>It starts with the node, or with its installation.</summary>
    public const string Eager = "eager";

    /// <summary>A call needs it.</summary>
    public const string Called = "called";

    /// <summary>An operator stopped, started or respawned it.</summary>
    public const string Operator = "operator";

    /// <summary>Its definition or its credentials changed.</summary>
    public const string Changed = "changed";

    /// <summary>A credential that its server held was removed.</summary>
    public const string Revoked = "credentials_revoked";

    /// <summary>A required credential is not there.</summary>
    public const string CredentialsMissing = "credentials_missing";

    /// <summary>A required setting of its archive is not there.</summary>
    public const string SettingsMissing = "settings_missing";

    /// <summary>Each user signs in to it for himself; it runs for those who have.</summary>
    public const string PerUser = "per_user";

    /// <summary>Somebody has to sign in to it.</summary>
    public const string SignInRequired = "sign_in_required";

    /// <summary>Somebody is about to sign in to it.</summary>
    public const string SignInPending = "sign_in_pending";

    /// <summary>The sign-in it had is not good any more.</summary>
    public const string SignInLost = "sign_in_lost";

    /// <summary>Its server did not answer probes.</summary>
    public const string Unresponsive = "unresponsive";

    /// <summary>The wait after a failure was over.</summary>
    public const string Retry = "retry";

    /// <summary>Its server came up.</summary>
    public const string Up = "up";

    /// <summary>A new server did not come up; the one before serves on.</summary>
    public const string Kept = "kept";

    /// <summary>Its server did not come up.</summary>
    public const string StartFailed = "start_failed";

    /// <summary>Its server ended by itself.</summary>
    public const string Exited = "exited";

    /// <summary>The connection to its server was lost.</summary>
    public const string Lost = "lost";

    /// <summary>Its server used more than it may.</summary>
    public const string OverLimit = "over_limit";

    /// <summary>Its server broke the protocol.</summary>
    public const string Misbehaved = "misbehaved";

    /// <summary>It is exclusive, and another node runs it.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>It is exclusive, and this node does not know whose it is.</summary>
    public const string Unowned = "unowned";

    /// <summary>It is exclusive, and this node has lost it.</summary>
    public const string LeaseLost = "lease_lost";

    /// <summary>It was removed from the configuration.</summary>
    public const string Removed = "removed";

    /// <summary>The node shuts down.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>Nothing of its server is left.</summary>
    public const string Ended = "ended";
}
