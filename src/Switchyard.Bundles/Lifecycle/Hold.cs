namespace Switchyard.Bundles.Lifecycle;

/// <summary>Whether a change may reach a running bundle.</summary>
internal enum Hold
{
    /// <summary>It may.</summary>
    None,

    /// <summary>Not yet: other workspaces that share the definition go first.</summary>
    Waiting,

    /// <summary>No: it failed in another workspace.</summary>
    Failed,
}
