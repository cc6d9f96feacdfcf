namespace Switchyard.Admin.Proxying;

/// <summary>A host that the forward proxy decrypts.</summary>
/// <param name="Host">Lower case, punycode.</param>
/// <param name="Port">The port of the base URL; port 443 is decrypted besides.</param>
/// <param name="Provider">Who serves its requests.</param>
internal sealed record ProxyHostView(string Host, int Port, string Provider);
