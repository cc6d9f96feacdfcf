namespace Switchyard.Admin.Client.Revisions;

/// <summary>A revision of the configuration.</summary>
public sealed record Revision
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

    /// <summary>What became of it on each node.</summary>
    public IReadOnlyList<RevisionNode> Nodes { get; init; } = [];
}
