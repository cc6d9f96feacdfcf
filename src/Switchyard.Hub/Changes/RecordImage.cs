namespace Switchyard.Hub.Changes;

/// <summary>What a change made of a record, for the history of revisions.</summary>
/// <param name="EntityType">Kind of the record as the audit log calls it.</param>
/// <param name="EntityId">Id of the record.</param>
/// <param name="EntityName">Name of the record.</param>
/// <param name="BeforeJson">What it was, a JSON object without secrets; null for a new one.</param>
/// <param name="AfterJson">What it is, a JSON object without secrets; null for a deleted one.</param>
/// <param name="Version">For a document its version.</param>
public sealed record RecordImage(string EntityType, string EntityId, string EntityName, string? BeforeJson, string? AfterJson, long? Version = null);
