namespace Switchyard.Admin.Client.Documents;

/// <summary>One version of a document.</summary>
public sealed record DocumentVersion
{
    /// <summary>Its number.</summary>
    public required long Version { get; init; }

    /// <summary>The revision that made it; null when that is forgotten.</summary>
    public long? Revision { get; init; }

    /// <summary>Whether it deleted the document.</summary>
    public bool Deleted { get; init; }

    /// <summary><c>yaml</c> or <c>json</c>.</summary>
    public string Format { get; init; } = "";

    /// <summary>SHA-256 of format and text; empty for a deletion.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Name of the operator.</summary>
    public string Author { get; init; } = "";

    /// <summary>What the operator said about it.</summary>
    public string Comment { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }
}
