namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What an acknowledgement turned out to be.</summary>
internal enum AckOutcome
{
    /// <summary>It brings something new.</summary>
    Applied,

    /// <summary>It changes nothing.</summary>
    Late,

    /// <summary>The instance has another state than it must have.</summary>
    Diverged,
}
