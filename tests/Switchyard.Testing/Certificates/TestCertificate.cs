using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Switchyard.Testing.Certificates;

/// <summary>A certificate for 127.0.0.1 that signs itself, in the two files that a node takes.</summary>
public sealed class TestCertificate
{
    private TestCertificate(string thumbprint, string certificate, string key)
    {
        Thumbprint = thumbprint;
        Certificate = certificate;
        Key = key;
    }

    /// <summary>By which a client recognises it.</summary>
    public string Thumbprint { get; }

    /// <summary>PEM text of the certificate.</summary>
    public string Certificate { get; }

    /// <summary>PEM text of its key.</summary>
    public string Key { get; }

    /// <summary>Makes one, valid from the year 2020 until <paramref name="notAfter"/>, by default 2120.</summary>
    public static TestCertificate Create(DateTimeOffset? notAfter = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=switchyard.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), notAfter ?? new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return new TestCertificate(certificate.Thumbprint, certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Writes both files, each replaced as a whole.</summary>
    public void Write(string certificatePath, string keyPath)
    {
        Replace(certificatePath, Certificate);
        Replace(keyPath, Key);
    }

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
