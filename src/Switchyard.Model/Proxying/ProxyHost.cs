namespace Switchyard.Model.Proxying;

/// <summary>A host that the forward proxy decrypts.</summary>
/// <param name="Name">In the spelling of <see cref="ProxyHostNames"/>.</param>
/// <param name="Port">The port of the provider's base URL.</param>
/// <param name="Provider">Name of the provider that serves its requests.</param>
public sealed record ProxyHost(string Name, int Port, string Provider);
