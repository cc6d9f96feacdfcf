namespace Switchyard.Admin.Client.GatewayTokens;

/// <summary>A token to be issued.</summary>
/// <param name="ExpiresAt">First instant at which it is refused; null: never.</param>
public sealed record NewGatewayToken(DateTimeOffset? ExpiresAt = null);
