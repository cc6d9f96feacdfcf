namespace Switchyard.Admin.GatewayTokens;

/// <summary>The shape of a token to be issued, for the API's description; <see cref="GatewayTokenRequest"/> reads it.</summary>
internal sealed record GatewayTokenBody(DateTimeOffset? ExpiresAt = null);
