using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>Providers come, move, are renamed, switched off and deleted under tunnels that are open. What counts for a request is the table in force, and never that of the tunnel's beginning.</summary>
public sealed class ProviderChangeTests : IAsyncLifetime
{
    private ProxyYard _yard = null!;

    public async ValueTask InitializeAsync() => _yard = await ProxyYard.StartAsync();

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_provider_that_is_switched_off_serves_nobody_on_an_old_tunnel(bool http2)
    {
        using var client = await OpenAsync(http2);

        await ChangeAsync(new { enabled = false });

        await ShouldBeRefusedAsync(client, http2, HttpStatusCode.ServiceUnavailable, "provider_disabled");
        await ChangeAsync(new { enabled = true });
        await ShouldBeServedAsync(client, "openai", http2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_provider_that_is_deleted_serves_nobody_on_an_old_tunnel_and_one_that_comes_back_does(bool http2)
    {
        using var client = await OpenAsync(http2);

        await _yard.SendAsync(HttpMethod.Delete, "/providers/openai?wait=30s");

        await ShouldBeRefusedAsync(client, http2, HttpStatusCode.MisdirectedRequest, "host_not_intercepted");
        await _yard.CreateProviderAsync("again", "openai", ProxyYard.OpenAI);
        await ShouldBeServedAsync(client, "again", http2);
    }

    [Fact]
    public async Task A_provider_that_moves_serves_its_new_host_and_not_the_old_one()
    {
        using var client = await OpenAsync(http2: false);

        await ChangeAsync(new { baseUrl = $"https://moved.example:{_yard.Simulator.Port}" });

        await ShouldBeRefusedAsync(client, http2: false, HttpStatusCode.MisdirectedRequest, "host_not_intercepted");
        using var other = _yard.Client();
        using var answer = await other.SendAsync(ProxyYard.Chat("MOVED.example."), ProxyYard.Ending);
        answer.Headers.GetValues("X-Switchyard-Provider").ShouldBe(["openai"]);
    }

    [Fact]
    public async Task A_provider_that_is_renamed_serves_by_its_new_name_and_its_grants()
    {
        using var client = await OpenAsync(http2: false);
        await _yard.SendAsync(HttpMethod.Patch, $"/access-keys/{_yard.AccessKeyId}?wait=30s", new { providers = new[] { "openai" } });
        await ShouldBeServedAsync(client, "openai", http2: false);

        await ChangeAsync(new { name = "renamed" });

        using (var refused = await client.SendAsync(ProxyYard.Chat(), ProxyYard.Ending))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            refused.Headers.GetValues("X-Switchyard-Error").ShouldBe(["provider_not_granted"]);
        }

        await _yard.SendAsync(HttpMethod.Patch, $"/access-keys/{_yard.AccessKeyId}?wait=30s", new { providers = new[] { "renamed" } });
        await ShouldBeServedAsync(client, "renamed", http2: false);
    }

    [Fact]
    public async Task The_first_by_name_takes_a_host_over_on_tunnels_that_are_open()
    {
        using var client = await OpenAsync(http2: false);

        await _yard.CreateProviderAsync("first", "openai", ProxyYard.OpenAI.ToUpperInvariant());

        await ShouldBeServedAsync(client, "first", http2: false);
        var hosts = await _yard.SendAsync(HttpMethod.Get, "/proxy/hosts");
        hosts["hosts"]!.AsArray().Single(host => (string)host!["host"]! == ProxyYard.OpenAI)!["provider"]!.GetValue<string>().ShouldBe("first");
        var finding = hosts["findings"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)finding["provider"]!, (string)finding["reason"]!).ShouldBe(("openai", "host_taken"));
        var shown = await _yard.SendAsync(HttpMethod.Get, "/providers/openai");
        shown["status"]!["warnings"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldContain("'first'");
    }

    [Fact]
    public async Task A_stream_that_runs_is_not_cut_by_a_change()
    {
        using var client = await OpenAsync(http2: false);
        using var request = ProxyYard.Chat(stream: true);
        request.Content = JsonContent.Create(new { model = "gpt-sim-tokens-20-cadence-20ms", stream = true, messages = new[] { new { role = "user", content = "Hello" } } });
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ProxyYard.Ending);

        await ChangeAsync(new { displayName = "Another", enabled = false });

        (await answer.Content.ReadAsStringAsync(ProxyYard.Ending)).ShouldContain("data: [DONE]");
    }

    private static async Task ShouldBeServedAsync(HttpClient client, string provider, bool http2)
    {
        using var answer = await client.SendAsync(ProxyYard.Chat(http2: http2), ProxyYard.Ending);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(ProxyYard.Ending));
        answer.Headers.GetValues("X-Switchyard-Provider").ShouldBe([provider]);
    }

    private static async Task ShouldBeRefusedAsync(HttpClient client, bool http2, HttpStatusCode status, string code)
    {
        using var answer = await client.SendAsync(ProxyYard.Chat(http2: http2), ProxyYard.Ending);
        answer.StatusCode.ShouldBe(status);
        answer.Headers.GetValues("X-Switchyard-Error").ShouldBe([code]);
        (await answer.Content.ReadFromJsonAsync<JsonNode>(ProxyYard.Ending))!["error"]!["code"]!.GetValue<string>().ShouldBe(code);
        if (!http2)
        {
            answer.Headers.ConnectionClose.ShouldBe(true, "the client is to open another tunnel");
        }
    }

    private async Task<HttpClient> OpenAsync(bool http2)
    {
        var client = _yard.Client(http2: http2);
        await ShouldBeServedAsync(client, "openai", http2);
        return client;
    }

    private Task<JsonNode> ChangeAsync(object change) => _yard.SendAsync(HttpMethod.Patch, "/providers/openai?wait=30s", change);
}
