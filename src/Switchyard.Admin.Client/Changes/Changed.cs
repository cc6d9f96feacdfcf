using Switchyard.Admin.Client.Rollout;

namespace Switchyard.Admin.Client.Changes;

/// <summary>The outcome of a change.</summary>
/// <param name="Value">The record after the change; null after a deletion.</param>
/// <param name="ETag">Version of the record, for <see cref="ChangeOptions.IfMatch"/>; null after a deletion. Of a dry run: what the change itself may be made conditional on, where there is more to it than one record (a rollback, a revision of several documents, a canary), and null elsewhere.</param>
/// <param name="Revision">The configuration revision that holds the change.</param>
public sealed record Changed<T>(T? Value, string? ETag, long Revision)
    where T : class
{
    /// <summary>Which nodes and gateways run the change; null when it was not waited for.</summary>
    public RolloutState? Rollout { get; init; }

    /// <summary>What would change; null unless it was a dry run.</summary>
    public IReadOnlyList<FieldChange>? Diff { get; init; }

    /// <summary>Which objects would change; null unless it was a dry run.</summary>
    public IReadOnlyList<ObjectChange>? Objects { get; init; }

    /// <summary>How it would be put in force; null unless it was a dry run.</summary>
    public ChangePlan? Plan { get; init; }

    /// <summary>What it would touch; null unless it was a dry run.</summary>
    public ChangeImpact? Impact { get; init; }

    /// <summary>Whether the answer is the stored one of an earlier request with the same idempotency key.</summary>
    public bool Replayed { get; init; }
}
