namespace Switchyard.Storage.Canaries;

/// <summary>A canary that is on trial.</summary>
/// <param name="Canary">The canary.</param>
/// <param name="Documents">What it makes of documents, by name.</param>
public sealed record CanaryDraft(CanaryRow Canary, IReadOnlyList<CanaryDocumentRow> Documents);
