namespace Switchyard.Admin.AgentTokens;

/// <summary>The shape of a token to be issued, for the API's description; <see cref="AgentTokenRequest"/> reads it.</summary>
internal sealed record AgentTokenBody(Guid BuildId, string? Name = null, DateTimeOffset? ExpiresAt = null);
