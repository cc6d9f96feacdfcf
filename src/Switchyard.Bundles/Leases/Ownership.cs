namespace Switchyard.Bundles.Leases;

/// <summary>Whose an exclusive bundle is, as far as this node knows.</summary>
internal abstract record Ownership
{
    private Ownership()
    {
    }

    /// <summary>Not known, or nobody's.</summary>
    public static Ownership None { get; } = new Unowned();

    /// <summary>Not known, or nobody's.</summary>
    public sealed record Unowned : Ownership;

    /// <summary>This node's.</summary>
    public sealed record Held(HeldLease Lease) : Ownership;

    /// <summary>Another node's.</summary>
    /// <param name="Node">Which.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="Address">Where it can be reached; null when it does not say.</param>
    /// <param name="Generation">Generation of its lease.</param>
    public sealed record Elsewhere(Guid Node, string Name, Uri? Address, long Generation) : Ownership;
}
