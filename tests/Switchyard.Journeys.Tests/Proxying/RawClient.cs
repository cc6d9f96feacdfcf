using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>A client of the proxy that says exactly what a test wants it to say.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private Stream _stream;

    private RawClient(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    public static async Task<RawClient> ConnectAsync(Uri proxy)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(proxy.Host, proxy.Port, ProxyYard.Ending);
        return new RawClient(socket);
    }

    /// <summary>A tunnel to <paramref name="target"/> (host:port), or the test fails.</summary>
    public static async Task<RawClient> TunnelAsync(Uri proxy, string accessKey, string target)
    {
        var client = await ConnectAsync(proxy);
        await client.SayAsync(Connect(target, accessKey));
        (await client.HearHeadAsync()).ShouldStartWith("HTTP/1.1 200 ");
        return client;
    }

    /// <summary>A CONNECT as it should be.</summary>
    public static string Connect(string target, string accessKey) => $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{Authorization(accessKey)}\r\n\r\n";

    public static string Authorization(string accessKey) => $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{accessKey}"))}";

    /// <summary>What is said, in the tunnel's TLS once there is one.</summary>
    public Stream Stream => _stream;

    public async Task SayAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), ProxyYard.Ending);

    public void CloseSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Speaks TLS with whoever is at the other end, as <paramref name="name"/>.</summary>
    public async Task<X509Certificate2> SecureAsync(string name, X509Certificate2Collection trusted, bool checksName = true)
    {
        var tls = new SslStream(_stream);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        X509Certificate2? seen = null;
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = name,
                CertificateChainPolicy = policy,
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    seen = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
                    return (checksName ? errors : errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
                },
            },
            ProxyYard.Ending);
        _stream = tls;
        return seen!;
    }

    /// <summary>The head of an answer, as far as its empty line; what came before the end if the connection ended.</summary>
    public async Task<string> HearHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await ReadAsync(one) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Everything until the end of the connection; a reset is an end.</summary>
    public async Task<string> HearAllAsync()
    {
        var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await ReadAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask<int> ReadAsync(byte[] buffer)
    {
        try
        {
            return await _stream.ReadAsync(buffer, ProxyYard.Ending);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
