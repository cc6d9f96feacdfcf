namespace Switchyard.Bundles.Leases;

/// <summary>How leases of exclusive bundles are kept.</summary>
/// <param name="Length">How long a lease does without renewal, in the database.</param>
/// <param name="Renew">Time between two looks at it.</param>
internal sealed record LeaseTerms(TimeSpan Length, TimeSpan Renew)
{
    /// <summary>How much earlier than the database the holder itself ends: time for its server to be gone before another node may start one.</summary>
    public TimeSpan Margin => Length / 15;

    /// <summary>When to ask again after an answer that did not come.</summary>
    public TimeSpan Retry => Renew / 5;
}
