namespace Switchyard.Storage.Documents;

/// <summary>A row of <c>config_document_history</c>: one version of a document, the present one included.</summary>
public sealed record DocumentVersionRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the document.</summary>
    public required string Name { get; init; }

    /// <summary>Unique within the name.</summary>
    public required long Version { get; init; }

    /// <summary><c>yaml</c> or <c>json</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The text, sealed for <c>config_document_history.sealed</c> and <see cref="Id"/>; null when this version deleted the document, empty when it was erased.</summary>
    public byte[]? Sealed { get; init; }

    /// <summary>As <see cref="DocumentRow.Hash"/>; empty for a deletion.</summary>
    public required string Hash { get; init; }

    /// <summary>Id of the operator.</summary>
    public required string AuthorId { get; init; }

    /// <summary>The operator's name at that time.</summary>
    public required string AuthorName { get; init; }

    /// <summary>What the operator said about it; may be empty.</summary>
    public required string Comment { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }
}
