using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Switchyard.Host.Listeners.Tls;

/// <summary>Reads the files of a certificate.</summary>
internal static class CertificateReader
{
    private const int MostBytes = 1 << 20;

    /// <summary>Both files as they are now, with a hash of their content. They may be of two different moments while somebody replaces them; then they do not fit, and the next look finds what does.</summary>
    /// <exception cref="CertificateException">A file can not be read.</exception>
    public static (byte[] Certificate, byte[] Key, string Hash) Read(TlsFiles files)
    {
        var certificate = Read(files.Certificate);
        var key = Read(files.Key);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(certificate));
        hash.AppendData(SHA256.HashData(key));
        return (certificate, key, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The certificate with its key and its chain, ready for handshakes.</summary>
    /// <exception cref="CertificateException">It is no certificate, has another key, or the key is encrypted.</exception>
    public static SslStreamCertificateContext Parse(TlsFiles files, byte[] certificate, byte[] key)
    {
        try
        {
            var text = Encoding.UTF8.GetString(certificate);
            var leaf = X509Certificate2.CreateFromPem(text, Encoding.UTF8.GetString(key));
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(text);
            chain.RemoveAt(0);

            // Nothing is fetched while it is built: a node must start, and take a new certificate, without a way out.
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new CertificateException($"The certificate {files.Certificate} with the key {files.Key} can not be used: {failure.Message}", failure);
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MostBytes)
            {
                throw new CertificateException($"{path} is larger than {MostBytes} bytes.", null);
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{path} can not be read: {failure.Message}", failure);
        }
    }
}
