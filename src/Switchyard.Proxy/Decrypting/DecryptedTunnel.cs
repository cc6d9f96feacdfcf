using System.Net.Security;
using System.Security.Authentication;
using Switchyard.Gateway.Access;
using Switchyard.Model.Proxying;
using Switchyard.Proxy.Authorities;
using Switchyard.Proxy.Greeting;
using Switchyard.Proxy.Tunnels;

namespace Switchyard.Proxy.Decrypting;

/// <summary>Speaks TLS with the client in the name of the host that it asked for, and hands what is said to the data plane.</summary>
internal sealed class DecryptedTunnel(TunnelFeed feed, TimeProvider time)
{
    private static readonly List<SslApplicationProtocol> Protocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <summary>Runs until the tunnel ends. The client was told that it is there.</summary>
    /// <param name="client">The client.</param>
    /// <param name="rest">What it sent right behind its CONNECT.</param>
    /// <param name="target">What it asked for.</param>
    /// <param name="authority">Who signs.</param>
    /// <param name="greeting">How long the handshake may take.</param>
    /// <param name="tunnel">The tunnel.</param>
    public async Task RunAsync(ClientLink client, ReadOnlyMemory<byte> rest, ConnectHead target, Authority authority, TimeSpan greeting, Tunnel tunnel)
    {
        await using var ended = tunnel.Ended.UnsafeRegister(static link => ((ClientLink)link!).Abort(), client);
        var tls = new SslStream(rest.IsEmpty ? client.Stream : new PrefixedStream(rest, client.Stream), leaveInnerStreamOpen: true);
        await using (tls)
        {
            if (await GreetAsync(tls, target.Host, authority, greeting, tunnel) is not { } named)
            {
                return;
            }

            var connection = new DecryptedConnection(client, tls, new TunnelVisit(target.Host, target.Port, tunnel.AccessKeyId) { IsMisnamed = named.Length > 0 && ProxyHostNames.Of(named) != target.Host });
            if (!feed.TryGive(connection))
            {
                await connection.DisposeAsync();
                return;
            }

            connection.Start();
            await using var closing = tunnel.Closing.UnsafeRegister(static taken => ((DecryptedConnection)taken!).Close(), connection);
            await connection.Ended;
        }
    }

    /// <summary>The name in the client's greeting, empty when it said none; null when it did not come to an end.</summary>
    private async Task<string?> GreetAsync(SslStream tls, string host, Authority authority, TimeSpan greeting, Tunnel tunnel)
    {
        using var late = new CancellationTokenSource(greeting, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, tunnel.Closing);
        var named = "";
        try
        {
            await tls.AuthenticateAsServerAsync(
                (_, hello, _, _) =>
                {
                    named = hello.ServerName;
                    // Always for the host of the tunnel: a client does not choose what is signed.
                    return ValueTask.FromResult(new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = authority.CertificateOf(host, time.GetUtcNow()),
                        ApplicationProtocols = Protocols,
                        AllowRenegotiation = false,
                    });
                },
                state: null,
                either.Token);
            return named;
        }
        catch (Exception gone) when (gone is AuthenticationException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It does not trust the authority, speaks no TLS, took too long, or went.
            return null;
        }
    }
}
