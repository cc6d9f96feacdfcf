using Switchyard.Admin.Plans;
using Switchyard.Admin.Rollout;

namespace Switchyard.Admin.Mutations;

/// <summary>A committed mutation, a dry run, or the repeated answer of an earlier one.</summary>
/// <param name="Status">200, 201 or 204.</param>
/// <param name="Value">The record, or null.</param>
/// <param name="ETag">Its version, or null.</param>
/// <param name="Location">Address of a created record, or null.</param>
/// <param name="Revision">The revision that holds it; for a mutation that changed nothing, the present one.</param>
internal sealed record MutationResult<T>(int Status, T? Value, string? ETag, string? Location, long Revision)
    where T : class
{
    /// <summary>The difference; only of a dry run.</summary>
    public IReadOnlyList<FieldChange>? Diff { get; init; }

    /// <summary>The objects it changes; only of a dry run.</summary>
    public IReadOnlyList<ObjectChangeView>? Objects { get; init; }

    /// <summary>How it would be put in force; only of a dry run.</summary>
    public PlanView? Plan { get; init; }

    /// <summary>What it would touch; only of a dry run.</summary>
    public ImpactView? Impact { get; init; }

    /// <summary>Who runs it; only when it was waited for.</summary>
    public RolloutView? Rollout { get; init; }

    /// <summary>Whether this is the stored answer of an earlier request.</summary>
    public bool Replayed { get; init; }
}
