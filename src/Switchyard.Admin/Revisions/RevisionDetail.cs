using System.Text.Json.Nodes;
using Switchyard.Admin.Audit;
using Switchyard.Admin.Plans;

namespace Switchyard.Admin.Revisions;

/// <summary>A revision with all that is on record about it.</summary>
internal sealed record RevisionDetail
{
    public required long Revision { get; init; }

    /// <summary>Name of the operator who made it.</summary>
    public required string Author { get; init; }

    /// <summary><c>database</c>, <c>document</c>, <c>file</c> or <c>rollback</c>.</summary>
    public required string Origin { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What the author said about it.</summary>
    public required string Comment { get; init; }

    /// <summary>What was done, in a few words.</summary>
    public required string Summary { get; init; }

    /// <summary>What kind of thing changed.</summary>
    public required string Event { get; init; }

    /// <summary>What was done to it.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the changed record.</summary>
    public required string EntityId { get; init; }

    /// <summary>What differs from the revision before, secrets masked.</summary>
    public required IReadOnlyList<ObjectChangeView> Diff { get; init; }

    /// <summary>The records and documents of that revision, secrets masked, by section; null when they are not on record. Records that were not changed since the history began are missing.</summary>
    public JsonObject? Content { get; init; }

    /// <summary>What became of it on each node.</summary>
    public required IReadOnlyList<RevisionNodeView> Nodes { get; init; }

    /// <summary>The rows of the audit log about it, in their order.</summary>
    public required IReadOnlyList<AuditView> Changes { get; init; }
}
