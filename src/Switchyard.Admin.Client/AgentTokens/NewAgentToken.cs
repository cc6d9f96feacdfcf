namespace Switchyard.Admin.Client.AgentTokens;

/// <summary>A token to be issued.</summary>
/// <param name="BuildId">The build whose agents may use it.</param>
/// <param name="Name">Name of the agent that it is for, which is shown as connecting from then on; or null.</param>
/// <param name="ExpiresAt">First instant at which it is refused; null: never.</param>
public sealed record NewAgentToken(Guid BuildId, string? Name = null, DateTimeOffset? ExpiresAt = null);
