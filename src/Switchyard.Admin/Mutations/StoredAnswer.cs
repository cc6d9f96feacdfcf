using System.Text.Json;

namespace Switchyard.Admin.Mutations;

/// <summary>The answer of a mutation as it is kept, sealed, for its idempotency key.</summary>
/// <param name="ETag">Version of the record.</param>
/// <param name="Location">Address of a created record.</param>
/// <param name="Revision">The revision that holds it.</param>
/// <param name="Value">The record as it was answered.</param>
internal sealed record StoredAnswer(string? ETag, string? Location, long Revision, JsonElement? Value);
