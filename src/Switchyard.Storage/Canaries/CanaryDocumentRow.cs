namespace Switchyard.Storage.Canaries;

/// <summary>A row of <c>config_canary_documents</c>: what a running canary makes of a document.</summary>
public sealed record CanaryDocumentRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The canary.</summary>
    public required Guid CanaryId { get; init; }

    /// <summary>Name of the document.</summary>
    public required string Name { get; init; }

    /// <summary><c>yaml</c> or <c>json</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The text, sealed for <c>config_canary_documents.sealed</c> and <see cref="Id"/>; null takes the document away.</summary>
    public byte[]? Sealed { get; init; }

    /// <summary>As of a document; empty when it is taken away.</summary>
    public required string Hash { get; init; }
}
