namespace Switchyard.Admin.Client.Documents;

/// <summary>A document of the configuration.</summary>
public sealed record Document
{
    /// <summary>Its name; documents are laid over each other in the ordinal order of their names, above records and below files.</summary>
    public required string Name { get; init; }

    /// <summary><c>yaml</c> or <c>json</c>.</summary>
    public required string Format { get; init; }

    /// <summary>SHA-256 of format and text, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Its version; it grows with each change.</summary>
    public required long Version { get; init; }

    /// <summary>Name of the operator who wrote this version.</summary>
    public string Author { get; init; } = "";

    /// <summary>What the operator said about it.</summary>
    public string Comment { get; init; } = "";

    /// <summary>When the document was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When this version was written.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The text, secrets masked; only when one document is read, and null when the node can not open it.</summary>
    public string? Content { get; init; }
}
