namespace Switchyard.Gateway.Bridges;

/// <summary>A failure made by Switchyard, told in the client's dialect.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code, also sent as <c>X-Switchyard-Error</c>.</param>
/// <param name="Message">One sentence for the developer; no host names, addresses, exception texts or secrets.</param>
/// <param name="RequestId">Switchyard's id of the request, for dialects whose errors have one; null leaves it out.</param>
internal sealed record BridgeError(int Status, string Code, string Message, string? RequestId = null);
