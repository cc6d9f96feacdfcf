namespace Switchyard.Admin.Documents;

/// <summary>A document of the configuration.</summary>
internal sealed record DocumentView
{
    public required string Name { get; init; }

    /// <summary><c>yaml</c> or <c>json</c>.</summary>
    public required string Format { get; init; }

    /// <summary>SHA-256 of format and text, in hexadecimal.</summary>
    public required string Hash { get; init; }

    public required long Version { get; init; }

    /// <summary>Name of the operator who wrote this version.</summary>
    public required string Author { get; init; }

    public required string Comment { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The text, secrets masked; only when one document is read, and null when it can not be opened.</summary>
    public string? Content { get; init; }
}
