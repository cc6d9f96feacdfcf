namespace Switchyard.Admin.Gateways;

/// <summary>The shape of a gateway to be created or changed, for the API's description; <see cref="GatewayRequest"/> reads it. A new one needs a name.</summary>
internal sealed record GatewayBody(string? Name = null, string? DisplayName = null, IReadOnlyDictionary<string, string>? Labels = null, bool? Enabled = null);
