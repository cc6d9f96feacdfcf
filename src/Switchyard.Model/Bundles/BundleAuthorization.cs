namespace Switchyard.Model.Bundles;

/// <summary>How a remote bundle stands with its authorisation server.</summary>
public enum BundleAuthorization
{
    /// <summary>It needs none.</summary>
    None,

    /// <summary>Somebody has to sign in.</summary>
    Required,

    /// <summary>A sign-in is under way.</summary>
    Pending,

    /// <summary>Signed in.</summary>
    Ok,

    /// <summary>Was signed in, and is not any more.</summary>
    Lost,
}
