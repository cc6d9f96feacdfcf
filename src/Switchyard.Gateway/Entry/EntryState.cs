namespace Switchyard.Gateway.Entry;

/// <summary>Whether requests may come in at all, apart from who sends them.</summary>
public enum EntryState
{
    /// <summary>They may.</summary>
    Open,

    /// <summary>There is nothing to serve yet.</summary>
    NotReady,

    /// <summary>What is known about access keys is too old to be trusted.</summary>
    Stale,

    /// <summary>The gateway was deleted or disabled.</summary>
    Retired,
}
