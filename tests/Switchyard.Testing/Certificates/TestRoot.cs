using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Switchyard.Testing.Certificates;

/// <summary>A root of its own, for servers with public names that stand on this machine.</summary>
public sealed class TestRoot : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _root;
    private byte _serial;

    /// <summary>Makes one.</summary>
    public TestRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=root.test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        _root = request.CreateSelfSigned(Begin, End);
    }

    /// <summary>What clients trust.</summary>
    public X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(_root.RawData)];

    /// <summary>A certificate for <paramref name="names"/>, with its key.</summary>
    public X509Certificate2 Issue(params ReadOnlySpan<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using var signed = request.Create(_root, Begin, End, [1, ++_serial]);
        return signed.CopyWithPrivateKey(key);
    }

    /// <inheritdoc />
    public void Dispose() => _root.Dispose();
}
