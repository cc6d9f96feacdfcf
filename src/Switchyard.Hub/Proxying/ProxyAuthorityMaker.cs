using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Switchyard.Storage.Proxying;
using Switchyard.Storage.Secrets;

namespace Switchyard.Hub.Proxying;

/// <summary>Makes certificate authorities for the forward proxy: ECDSA on P-256, the private key sealed for its row before anybody has it. They may sign certificates of servers, and no other authority.</summary>
public static class ProxyAuthorityMaker
{
    /// <summary>How long one is valid.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(3 * 365);

    // Clocks of clients are behind at times.
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>Makes one in the state <paramref name="state"/>. Nothing is written.</summary>
    public static ProxyAuthorityRow Make(SecretSealer sealer, string state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(sealer);
        var id = Guid.CreateVersion7(now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Named by its id, so that people can tell two of them apart in a trust store.
        var request = new CertificateRequest($"CN=Switchyard proxy {id:D}, O=Switchyard", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - Grace, now + Life);
        var secret = key.ExportPkcs8PrivateKey();
        try
        {
            var column = SealedColumns.ProxyAuthorities;
            return new ProxyAuthorityRow
            {
                Id = id,
                State = state,
                Certificate = certificate.ExportCertificatePem() + "\n",
                Sealed = sealer.Seal(column.Table, column.Column, id, secret),
                NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero),
                CreatedAt = now,
                ChangedAt = now,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
