using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>Who may use the proxy, how much of it, and that it ends at once for whoever may not any more.</summary>
public sealed class AccessTests : IAsyncDisposable
{
    private ProxyYard? _yard;

    public ValueTask DisposeAsync() => _yard?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task The_access_key_may_be_user_name_password_or_bearer()
    {
        _yard = await ProxyYard.StartAsync();
        foreach (var authorization in new[] { Basic($"{_yard.AccessKey}:"), Basic($"{_yard.AccessKey}:x"), Basic($"x:{_yard.AccessKey}"), Basic($":{_yard.AccessKey}"), Basic(_yard.AccessKey), $"bearer {_yard.AccessKey}" })
        {
            await using var client = await RawClient.ConnectAsync(_yard.Proxy);
            await client.SayAsync($"CONNECT {ProxyYard.OpenAI}:443 HTTP/1.1\r\nHost: {ProxyYard.OpenAI}\r\nProxy-Authorization: {authorization}\r\n\r\n");

            (await client.HearHeadAsync()).ShouldStartWith("HTTP/1.1 200 ");
        }
    }

    [Fact]
    public async Task Nobody_else_gets_a_tunnel_and_is_told_how_to()
    {
        _yard = await ProxyYard.StartAsync();
        foreach (var authorization in new[] { null, "", "Basic", "Basic !!!", Basic("me:secret"), Basic("sy_unknown:"), "Bearer sy_unknown", "Digest x", Basic(_yard.AccessKey[..^1] + ":") })
        {
            await using var client = await RawClient.ConnectAsync(_yard.Proxy);
            var field = authorization is null ? "" : $"Proxy-Authorization: {authorization}\r\n";
            await client.SayAsync($"CONNECT {ProxyYard.OpenAI}:443 HTTP/1.1\r\nHost: {ProxyYard.OpenAI}:443\r\n{field}Authorization: Bearer {_yard.AccessKey}\r\n\r\n");

            var answer = await client.HearAllAsync();
            answer.ShouldStartWith("HTTP/1.1 407 ");
            answer.ShouldContain("\r\nProxy-Authenticate: Basic realm=\"Switchyard\"");
            answer.ShouldNotContain("secret");
        }
    }

    [Fact]
    public async Task A_revoked_key_has_its_tunnels_cut_at_once_and_no_other_key_has()
    {
        await using var host = PlainHost.Start(WaitAsync);
        _yard = await ProxyYard.StartAsync($"{{ports: [443, {host.Port}]}}");
        var (id, secret) = await _yard.CreateKeyAsync("lost");
        await using var plain = await RawClient.TunnelAsync(_yard.Proxy, secret, $"plain.example:{host.Port}");
        await using var idle = await RawClient.TunnelAsync(_yard.Proxy, secret, $"{ProxyYard.OpenAI}:443");
        await idle.SecureAsync(ProxyYard.OpenAI, _yard.Trusted);
        await using var unspoken = await RawClient.TunnelAsync(_yard.Proxy, secret, $"{ProxyYard.OpenAI}:443");
        await using var kept = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, $"plain.example:{host.Port}");
        using var streaming = _yard.Client(secret);
        using var request = ProxyYard.Chat(stream: true);
        request.Content = new StringContent("""{"model":"gpt-sim-tokens-100000-cadence-50ms","stream":true,"messages":[{"role":"user","content":"x"}]}""", Encoding.UTF8, "application/json");
        using var stream = await streaming.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ProxyYard.Ending);

        await _yard.SendAsync(HttpMethod.Delete, $"/access-keys/{id}?wait=30s");

        (await plain.HearAllAsync()).ShouldBe("");
        (await idle.HearAllAsync()).ShouldBe("");
        (await unspoken.HearAllAsync()).ShouldBe("");
        (await AllOfAsync(stream)).ShouldContain("access_revoked");
        await kept.SayAsync("x");
        kept.CloseSend();
        (await kept.HearAllAsync()).ShouldBe("done", "it is another key's");
        await using var late = await RawClient.ConnectAsync(_yard.Proxy);
        await late.SayAsync(RawClient.Connect($"{ProxyYard.OpenAI}:443", secret));
        (await late.HearAllAsync()).ShouldStartWith("HTTP/1.1 407 ");
    }

    [Fact]
    public async Task A_key_has_no_more_tunnels_than_it_may_and_gets_another_when_one_ends()
    {
        await using var host = PlainHost.Start(WaitAsync);
        _yard = await ProxyYard.StartAsync($"{{ports: [443, {host.Port}], tunnels: {{max: 3, perKey: 2}}}}");
        var target = $"plain.example:{host.Port}";
        var first = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, target);
        await using var second = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, $"{ProxyYard.OpenAI}:443");

        (await AskAsync(_yard.AccessKey)).ShouldStartWith("HTTP/1.1 429 ");
        var (_, other) = await _yard.CreateKeyAsync("other");
        await using var third = await RawClient.TunnelAsync(_yard.Proxy, other, target);
        (await AskAsync(other)).ShouldStartWith("HTTP/1.1 503 ");

        first.CloseSend();
        (await first.HearAllAsync()).ShouldBe("done");
        await first.DisposeAsync();
        while (!(await AskAsync(_yard.AccessKey)).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            await Patience.PauseAsync(ProxyYard.Ending);
        }

        async Task<string> AskAsync(string key)
        {
            await using var client = await RawClient.ConnectAsync(_yard.Proxy);
            await client.SayAsync(RawClient.Connect(target, key));
            return await client.HearHeadAsync();
        }
    }

    [Fact]
    public async Task Whoever_is_slow_to_greet_is_let_go()
    {
        _yard = await ProxyYard.StartAsync("{greeting: 100ms}");
        await using var silent = await RawClient.ConnectAsync(_yard.Proxy);
        await using var slow = await RawClient.ConnectAsync(_yard.Proxy);
        await slow.SayAsync("CONNECT ");
        await using var unspoken = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, $"{ProxyYard.OpenAI}:443");

        (await silent.HearAllAsync()).ShouldBe("");
        (await slow.HearAllAsync()).ShouldBe("");
        (await unspoken.HearAllAsync()).ShouldBe("");
    }

    [Fact]
    public async Task A_request_can_not_be_somebody_elses_by_a_header_of_its_own()
    {
        _yard = await ProxyYard.StartAsync();
        using var client = _yard.Client();
        using var request = ProxyYard.Chat();
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer sy_nobody");
        request.Headers.TryAddWithoutValidation("X-Switchyard-Key", "sy_nobody");

        using var answer = await client.SendAsync(request, ProxyYard.Ending);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, "the tunnel says who asks");
        _yard.Simulator.Simulation.Log.Last.Header("Authorization").ShouldBe($"Bearer {ProxyYard.UpstreamKey}");
        _yard.Simulator.Simulation.Log.Last.Header("X-Switchyard-Key").ShouldBeNull();
    }

    private static async Task<string> AllOfAsync(HttpResponseMessage stream)
    {
        var all = new StringBuilder();
        try
        {
            using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(ProxyYard.Ending));
            while (await reader.ReadLineAsync(ProxyYard.Ending) is { } line)
            {
                all.AppendLine(line);
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // An answer that was cut has no clean end.
        }

        return all.ToString();
    }

    private static string Basic(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

    private static async Task WaitAsync(Socket socket)
    {
        var buffer = new byte[64];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }

        await socket.SendAsync("done"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
    }
}
