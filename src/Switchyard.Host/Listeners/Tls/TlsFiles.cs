namespace Switchyard.Host.Listeners.Tls;

/// <summary>Where the certificate of the listeners stands.</summary>
/// <param name="Certificate">PEM file: the certificate, and behind it those that lead from it to a root.</param>
/// <param name="Key">PEM file: its private key, not encrypted.</param>
internal sealed record TlsFiles(string Certificate, string Key);
