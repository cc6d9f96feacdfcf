namespace Switchyard.Gateway.Attempts;

/// <summary>What becomes of a request after one attempt.</summary>
internal enum Verdict
{
    /// <summary>The client gets this answer.</summary>
    Relay,

    /// <summary>The key was refused; the client must not see that.</summary>
    KeyRefused,

    /// <summary>The key was used too much; the client sees it if there is no other.</summary>
    KeyLimited,

    /// <summary>The upstream failed; another may do better.</summary>
    UpstreamFailed,

    /// <summary>Somebody stopped the exchange; there is no other attempt.</summary>
    Stopped,
}
