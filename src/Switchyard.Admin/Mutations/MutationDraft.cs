using System.Text.Json.Nodes;
using Switchyard.Hub.Changes;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Revisions;

namespace Switchyard.Admin.Mutations;

/// <summary>What a use case has done inside its transaction, before it becomes visible.</summary>
/// <param name="Status">200, 201 or 204.</param>
/// <param name="Value">The record as the caller will see it; null after a deletion.</param>
/// <param name="ETag">Its version; null after a deletion.</param>
internal sealed record MutationDraft<T>(int Status, T? Value, string? ETag)
    where T : class
{
    /// <summary>What to record; null when nothing changed.</summary>
    public Change? Change { get; init; }

    /// <summary>What a dry run answers as ETag: the change itself is conditional on it, so that only what was shown is done. Null: the caller has the tag of the record already.</summary>
    public string? Seen { get; init; }

    /// <summary>Address of a created record.</summary>
    public string? Location { get; init; }

    /// <summary>The record's facts before, without secrets; null for a new one.</summary>
    public JsonObject? Before { get; init; }

    /// <summary>The record's facts after, without secrets; null for a deleted one.</summary>
    public JsonObject? After { get; init; }

    /// <summary>What changed of which objects; null: what <see cref="Before"/> and <see cref="After"/> tell.</summary>
    public IReadOnlyList<ObjectChange>? Changes { get; init; }

    /// <summary>What the changed records were and are; null: what <see cref="Before"/> and <see cref="After"/> tell.</summary>
    public IReadOnlyList<RecordImage>? Images { get; init; }

    /// <summary>The revision that the change must become, or it is undone by a <see cref="ChangedMeanwhileException"/>: nobody else may have changed anything since it looked. Null: any.</summary>
    public long? ExpectedRevision { get; init; }

    /// <summary>Writes what holds the number of the revision, last of all, and returns the record as the caller will see it. Not called by a dry run.</summary>
    public Func<long, CancellationToken, Task<T>>? Recorded { get; init; }

    /// <summary>What must be cut; the revision is filled in when it is known.</summary>
    public IReadOnlyList<CutRow> Cuts { get; init; } = [];
}
