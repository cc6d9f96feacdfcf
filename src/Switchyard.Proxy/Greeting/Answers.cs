using System.Text;
using System.Text.Json.Nodes;

namespace Switchyard.Proxy.Greeting;

/// <summary>What a client hears of its CONNECT (RFC 9110 §9.3.6).</summary>
internal static class Answers
{
    private static readonly byte[] Established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    /// <summary>The tunnel is there; whatever follows belongs to it.</summary>
    public static async Task AcceptAsync(Stream client, CancellationToken cancellationToken)
    {
        await client.WriteAsync(Established, cancellationToken);
        await client.FlushAsync(cancellationToken);
    }

    /// <summary>There is no tunnel, and the connection ends.</summary>
    public static async Task RefuseAsync(Stream client, Refusal refusal, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["error"] = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message } }.ToJsonString() + "\n";
        var head = new StringBuilder($"HTTP/1.1 {refusal.Status} {refusal.Reason}\r\n")
            .Append($"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\nX-Switchyard-Error: {refusal.Code}\r\n");
        head.Append(refusal.Status switch
        {
            405 => "Allow: CONNECT\r\n",
            407 => "Proxy-Authenticate: Basic realm=\"Switchyard\", charset=\"UTF-8\"\r\nProxy-Authenticate: Bearer\r\n",
            429 or 503 => "Retry-After: 1\r\n",
            _ => "",
        });
        await client.WriteAsync(Encoding.UTF8.GetBytes(head.Append("\r\n").Append(body).ToString()), cancellationToken);
        await client.FlushAsync(cancellationToken);
    }
}
