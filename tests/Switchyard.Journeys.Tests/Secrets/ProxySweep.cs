using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Switchyard.Journeys.Tests.Secrets;

/// <summary>Asks the forward proxy rightly and wrongly, with secrets in every place that a client has. Whatever it answers is kept.</summary>
internal sealed class ProxySweep(Evidence evidence, Uri proxy, string accessKey, string own, string misplaced)
{
    private const string Body = """{"model":"gpt-sim","messages":[{"role":"user","content":"hello"}]}""";

    public async Task RunAsync()
    {
        foreach (var pair in new[] { $"me:{accessKey}", $"{accessKey}:", $"me:{misplaced}", $"{misplaced}:{misplaced}", misplaced })
        {
            var authorization = $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";
            foreach (var target in new[] { "localhost:443", "localhost:444", "127.0.0.1:443", $"{misplaced}.example:443", misplaced })
            {
                await AskAsync($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{authorization}\r\n\r\n");
                await AskAsync($"GET http://{target}/{misplaced} HTTP/1.1\r\nHost: {target}\r\n{authorization}\r\n\r\n");
                await AskAsync($"CONNECT {target} HTTP/1.1\r\nHost: {misplaced}\r\n{authorization}\r\n{misplaced}: x\r\n\r\n");
            }
        }

        await AskAsync($"{misplaced}\r\n\r\n");
        await AskAsync($"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\nProxy-Authorization: Bearer {accessKey}\r\n {misplaced}\r\n\r\n");
    }

    private async Task AskAsync(string head)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(proxy.Host, proxy.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), TestContext.Current.CancellationToken);
        var answer = new byte[64 * 1024];
        var length = await stream.ReadAsync(answer, TestContext.Current.CancellationToken);
        if (Encoding.ASCII.GetString(answer, 0, length).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            await AskWithinAsync(stream);
            return;
        }

        while (length < answer.Length && await stream.ReadAsync(answer.AsMemory(length), TestContext.Current.CancellationToken) is > 0 and var read)
        {
            length += read;
        }

        length.ShouldBeGreaterThan(0, "every refusal is told");
        evidence.Add("proxy refusal", answer.AsMemory(0, length));
    }

    [SuppressMessage("Security", "CA5359", Justification = "Whoever is asked stands on this machine; what is looked for is what it says.")]
    private async Task AskWithinAsync(NetworkStream stream)
    {
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync(
            Encoding.UTF8.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {own}\r\nProxy-Authorization: {misplaced}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"),
            TestContext.Current.CancellationToken);
        using var all = new MemoryStream();
        await tls.CopyToAsync(all, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(all.ToArray()).ShouldStartWith("HTTP/1.1 200 ");
        evidence.Add("proxy answer", all.ToArray());
    }
}
