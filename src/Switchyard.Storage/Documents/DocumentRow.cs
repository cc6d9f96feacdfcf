namespace Switchyard.Storage.Documents;

/// <summary>A row of <c>config_documents</c>: a document of the configuration as it is now.</summary>
public sealed record DocumentRow
{
    /// <summary>UUIDv7; a document that is deleted and written again has a new one.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique name; documents are laid over each other in the ordinal order of their names.</summary>
    public required string Name { get; init; }

    /// <summary><c>yaml</c> or <c>json</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The text, sealed for <c>config_documents.sealed</c> and <see cref="Id"/>; empty when erased because no key opened it.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the format and the text.</summary>
    public required string Hash { get; init; }

    /// <summary>1 at first; it goes on growing when the name is used again after a deletion.</summary>
    public required long Version { get; init; }

    /// <summary>Id of the operator who wrote this version.</summary>
    public required string AuthorId { get; init; }

    /// <summary>The operator's name at that time.</summary>
    public required string AuthorName { get; init; }

    /// <summary>What the operator said about it; may be empty.</summary>
    public required string Comment { get; init; }

    /// <summary>When the document was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When this version was written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
