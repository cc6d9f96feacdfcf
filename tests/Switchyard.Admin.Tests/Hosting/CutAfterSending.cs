using System.Net.Sockets;
using System.Text;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>Sends a request and, when disposed, goes without having read the answer, as a client does whose connection breaks.</summary>
internal sealed class CutAfterSending(Uri address) : IDisposable
{
    private readonly TcpClient _client = new();

    public async Task SendAsync(string method, string path, string body, string token, string idempotencyKey, string contentType = "application/json")
    {
        await _client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {idempotencyKey}\r\nContent-Type: {contentType}\r\nContent-Length: {bytes.Length}\r\n\r\n";
        var stream = _client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _client.Dispose();
}
