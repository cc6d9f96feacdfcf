using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Switchyard.Proxy.Authorities;

/// <summary>
/// A certificate authority with its key, and the certificates that were minted from it: for hosts that the proxy decrypts and no others. Whatever was minted goes with it when another takes its place. It is left to
/// the garbage collector, because a handshake may still be using it.
/// </summary>
internal sealed class Authority(Guid id, X509Certificate2 certificate)
{
    /// <summary>Most certificates that are kept. Hosts are those of providers, so more are a sign that they change often.</summary>
    public const int MaxLeaves = 256;

    /// <summary>How long a minted certificate is valid. Half of it before the end it is minted anew.</summary>
    public static readonly TimeSpan LeafLife = TimeSpan.FromDays(7);

    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Leaf> _leaves = new(StringComparer.Ordinal);
    private readonly X509Certificate2Collection _chain = [X509CertificateLoader.LoadCertificate(certificate.RawData)];

    /// <summary>Its row.</summary>
    public Guid Id { get; } = id;

    /// <summary>End of its validity.</summary>
    public DateTimeOffset NotAfter { get; } = new(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    /// <summary>How many certificates are kept.</summary>
    public int Leaves => _leaves.Count;

    /// <summary>The certificate for <paramref name="host"/>, with the authority's behind it.</summary>
    /// <param name="host">In the spelling of <see cref="Model.Proxying.ProxyHostNames"/>.</param>
    /// <param name="now">Present time.</param>
    public SslStreamCertificateContext CertificateOf(string host, DateTimeOffset now)
    {
        if (_leaves.TryGetValue(host, out var leaf) && now < leaf.RenewAt)
        {
            return leaf.Context;
        }

        if (_leaves.Count >= MaxLeaves)
        {
            // What is needed is minted again in less than a millisecond.
            _leaves.Clear();
        }

        leaf = Mint(host, now);
        _leaves[host] = leaf;
        return leaf.Context;
    }

    private Leaf Mint(string host, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The name stands in the extension alone: a subject has room for 64 characters.
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build(critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        Span<byte> serial = stackalloc byte[16];
        RandomNumberGenerator.Fill(serial);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);

        var end = now + LeafLife < NotAfter ? now + LeafLife : NotAfter;
        var begin = now - Grace;
        using var signed = request.Create(certificate, begin, end, serial);
        var leaf = signed.CopyWithPrivateKey(key);
        return new Leaf(SslStreamCertificateContext.Create(leaf, _chain, offline: true), now + ((end - now) / 2));
    }

    private sealed record Leaf(SslStreamCertificateContext Context, DateTimeOffset RenewAt);
}
