using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Switchyard.Proxy.Decrypting;

/// <summary>What Kestrel wants to know of the TLS of a connection that it did not secure itself: that there is one, and which protocol was agreed.</summary>
internal sealed class TlsFeature(SslStream tls, string host) : ITlsConnectionFeature, ITlsApplicationProtocolFeature, ITlsHandshakeFeature
{
    /// <summary>Clients have no certificates here: the CONNECT said who it is.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = tls.NegotiatedApplicationProtocol.Protocol;

    /// <inheritdoc />
    public SslProtocols Protocol { get; } = tls.SslProtocol;

    /// <inheritdoc />
    public TlsCipherSuite? NegotiatedCipherSuite { get; } = tls.NegotiatedCipherSuite;

    /// <inheritdoc />
    public string HostName { get; } = host;

#pragma warning disable SYSLIB0058 // Obsolete members of the interface that must be there.
    /// <inheritdoc />
    public CipherAlgorithmType CipherAlgorithm => default;

    /// <inheritdoc />
    public int CipherStrength => 0;

    /// <inheritdoc />
    public HashAlgorithmType HashAlgorithm => default;

    /// <inheritdoc />
    public int HashStrength => 0;

    /// <inheritdoc />
    public ExchangeAlgorithmType KeyExchangeAlgorithm => default;

    /// <inheritdoc />
    public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058

    /// <inheritdoc />
    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
}
