namespace Switchyard.Admin.Interceptions;

/// <summary>Which upstream credential served.</summary>
/// <param name="Kind"><c>pool</c> or <c>byok</c>.</param>
/// <param name="Hint">Its masked form.</param>
/// <param name="KeyId">The provider key of the pool.</param>
internal sealed record CredentialView(string Kind, string? Hint, Guid? KeyId);
