using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Switchyard.Bench.Contenders;

/// <summary>Stands before a forward proxy for a load generator that knows no proxies: says the CONNECT for each connection and carries its bytes. It works on the load generator's side, which is slower for it.</summary>
internal sealed class TunnelShim : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _proxy;
    private readonly byte[] _connect;
    private readonly Task _accepting;

    private TunnelShim(Uri proxy, string host, string accessKey)
    {
        _proxy = proxy;
        _connect = Encoding.ASCII.GetBytes($"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\nProxy-Authorization: Bearer {accessKey}\r\n\r\n");
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens on loopback.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Starts it for tunnels to port 443 of <paramref name="host"/>.</summary>
    public static TunnelShim Start(Uri proxy, string host, string accessKey) => new(proxy, host, accessKey);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var proxy = new TcpClient { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await proxy.ConnectAsync(_proxy.Host, _proxy.Port);
                var (near, far) = (client.GetStream(), proxy.GetStream());
                await far.WriteAsync(_connect);
                await HearAsync(far);
                await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
            }
            catch (Exception gone) when (gone is IOException or SocketException)
            {
                // The load generator closed its connection.
            }
        }
    }

    private static async Task HearAsync(NetworkStream proxy)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await proxy.ReadAsync(one) > 0)
        {
            head.Append((char)one[0]);
        }

        if (!head.ToString().StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            throw new IOException("The proxy refused the tunnel: " + head);
        }
    }
}
