namespace Switchyard.Admin.Client.Interceptions;

/// <summary>Which upstream credential served.</summary>
/// <param name="Kind"><c>pool</c> or <c>byok</c>.</param>
/// <param name="Hint">Its masked form, or null.</param>
/// <param name="KeyId">The provider key of the pool, or null.</param>
public sealed record InterceptionCredential(string Kind, string? Hint, Guid? KeyId);
