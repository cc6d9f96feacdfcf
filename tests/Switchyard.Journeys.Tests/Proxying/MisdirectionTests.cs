using System.Security.Cryptography.X509Certificates;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>Tunnel, TLS greeting and request name one host, or nothing is served.</summary>
public sealed class MisdirectionTests(YardFixture fixture) : IClassFixture<YardFixture>
{
    private readonly ProxyYard _yard = fixture.Yard;

    [Theory]
    [InlineData("api.anthropic.example", "421")]
    [InlineData("other.example", "421")]
    [InlineData("api.openai.example:8443", "421")]
    [InlineData("api.openai.example.evil.example", "421")]
    [InlineData("API.OpenAI.example", "200")]
    [InlineData("api.openai.example:443", "200")]
    [InlineData("api.openai.example.", "200")]
    public async Task The_host_of_a_request_is_that_of_the_tunnel(string host, string status)
    {
        await using var client = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, $"{ProxyYard.OpenAI}:443");
        await client.SecureAsync(ProxyYard.OpenAI, _yard.Trusted);

        await client.SayAsync($"GET /v1/models HTTP/1.1\r\nHost: {host}\r\n\r\n");

        (await client.HearHeadAsync()).ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Fact]
    public async Task An_absolute_target_is_that_of_the_tunnel_too()
    {
        await using var client = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, $"{ProxyYard.OpenAI}:443");
        await client.SecureAsync(ProxyYard.OpenAI, _yard.Trusted);
        await client.SayAsync($"GET https://{ProxyYard.OpenAI}/v1/models HTTP/1.1\r\nHost: {ProxyYard.OpenAI}\r\n\r\n");
        (await client.HearHeadAsync()).ShouldStartWith("HTTP/1.1 200 ");

        foreach (var (target, host) in new[] { ($"https://{ProxyYard.Anthropic}/v1/models", ProxyYard.OpenAI), ($"https://{ProxyYard.OpenAI}/v1/models", ProxyYard.Anthropic), ($"https://{ProxyYard.Anthropic}/v1/models", ProxyYard.Anthropic) })
        {
            await using var other = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, $"{ProxyYard.OpenAI}:443");
            await other.SecureAsync(ProxyYard.OpenAI, _yard.Trusted);
            await other.SayAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            (await other.HearHeadAsync()).ShouldMatch("^HTTP/1.1 (400|421) ");
        }
    }

    [Fact]
    public async Task A_greeting_that_names_another_host_gets_the_tunnels_certificate_and_nothing_else()
    {
        var before = _yard.Simulator.Simulation.Received;
        await using var client = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, $"{ProxyYard.OpenAI}:443");

        using var seen = await client.SecureAsync("evil.example", _yard.Trusted, checksName: false);
        await client.SayAsync($"GET /v1/models HTTP/1.1\r\nHost: {ProxyYard.OpenAI}\r\n\r\n");

        var names = seen.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames();
        names.ShouldBe([ProxyYard.OpenAI], "a client does not choose what is signed");
        var answer = await client.HearAllAsync();
        answer.ShouldStartWith("HTTP/1.1 421 ");
        answer.ShouldContain("misdirected_request");
        _yard.Simulator.Simulation.Received.ShouldBe(before);
    }

    [Fact]
    public async Task A_tunnel_does_not_lead_into_another()
    {
        await using var client = await RawClient.TunnelAsync(_yard.Proxy, _yard.AccessKey, $"{ProxyYard.OpenAI}:443");
        await client.SecureAsync(ProxyYard.OpenAI, _yard.Trusted);

        await client.SayAsync($"CONNECT other.example:443 HTTP/1.1\r\nHost: other.example:443\r\n\r\n");

        (await client.HearHeadAsync()).ShouldMatch("^HTTP/1.1 4");
    }

    [Theory]
    [InlineData("GET http://api.openai.example/v1/models HTTP/1.1\r\nHost: api.openai.example\r\n\r\n", "405")]
    [InlineData("POST http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello", "405")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", "405")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505")]
    [InlineData("CONNECT api.openai.example:443 HTTP/1.1\r\nHost: api.anthropic.example:443\r\n\r\n", "421")]
    [InlineData("CONNECT api.openai.example:443 HTTP/1.1\r\nHost: api.openai.example:8443\r\n\r\n", "421")]
    [InlineData("CONNECT api.openai.example:443 HTTP/1.1\r\nHost: api.openai.example:443\r\nContent-Length: 10\r\n\r\n0123456789", "400")]
    [InlineData("CONNECT api.openai.example:443 HTTP/1.1\r\nHost: api.openai.example:443\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("CONNECT api.openai.example:443 HTTP/1.1\r\n\r\n", "400")]
    [InlineData("CONNECT api.openai.example HTTP/1.1\r\nHost: api.openai.example\r\n\r\n", "400")]
    [InlineData("\x16\x03\x01 not http\r\n\r\n", "400")]
    public async Task What_is_no_proper_connect_is_answered_and_ends(string said, string status)
    {
        await using var client = await RawClient.ConnectAsync(_yard.Proxy);

        await client.SayAsync(said.Replace("\r\nHost", $"\r\n{RawClient.Authorization(_yard.AccessKey)}\r\nHost", StringComparison.Ordinal));

        (await client.HearAllAsync()).ShouldStartWith($"HTTP/1.1 {status} ");
    }
}
