namespace Switchyard.Bundles.Calls;

/// <summary>Stable codes of why a bundle did not answer.</summary>
internal static class CallFaults
{
    /// <summary>There is no such bundle.</summary>
    public const string Unknown = "bundle_not_found";

    /// <summary>Its server has no such tool any more.</summary>
    public const string UnknownTool = "tool_not_found";

    /// <summary>It is stopped, and stays so.</summary>
    public const string Stopped = "bundle_stopped";

    /// <summary>A required credential is missing.</summary>
    public const string CredentialsMissing = "credentials_missing";

    /// <summary>A required setting of its archive is missing.</summary>
    public const string SettingsMissing = "settings_missing";

    /// <summary>Somebody has to sign in to it first.</summary>
    public const string SignInRequired = "sign_in_required";

    /// <summary>Somebody was signed in to it, and is not any more.</summary>
    public const string SignInLost = "sign_in_lost";

    /// <summary>Its server is not up, and could not be brought up.</summary>
    public const string Down = "bundle_down";

    /// <summary>It is between two servers.</summary>
    public const string Restarting = "bundle_restarting";

    /// <summary>It is exclusive, and calls do not reach the node that runs it.</summary>
    public const string Elsewhere = "bundle_elsewhere";

    /// <summary>It has as many calls in flight as it may have.</summary>
    public const string Busy = "bundle_busy";

    /// <summary>The call took too long.</summary>
    public const string Timeout = "call_timeout";

    /// <summary>The server ended during the call.</summary>
    public const string Lost = "call_lost";
}
