using System.Text.Json;
using Switchyard.Admin.Client.Changes;

namespace Switchyard.Admin.Client.Revisions;

/// <summary>A revision with what it changed and what it was.</summary>
public sealed record RevisionDetail
{
    /// <summary>Its number.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("revision")]
    public required long Number { get; init; }

    /// <summary>Name of the operator who made it.</summary>
    public string Author { get; init; } = "";

    /// <summary><c>database</c>, <c>document</c> or <c>rollback</c>.</summary>
    public string Origin { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What the author said about it.</summary>
    public string Comment { get; init; } = "";

    /// <summary>What was done, in a few words.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What differs from the revision before.</summary>
    public IReadOnlyList<ObjectChange> Diff { get; init; } = [];

    /// <summary>Records and documents of the revision by section, secrets masked; null when they are not on record.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>What became of it on each node.</summary>
    public IReadOnlyList<RevisionNode> Nodes { get; init; } = [];
}
