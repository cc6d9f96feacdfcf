using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>What a client gets that calls the provider's own host through the forward proxy: the same as on the native route.</summary>
public sealed class InterceptionTests : IAsyncLifetime
{
    private ProxyYard _yard = null!;

    public async ValueTask InitializeAsync() => _yard = await ProxyYard.StartAsync();

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_is_served_and_recorded_as_on_the_native_route(bool http2)
    {
        using var client = _yard.Client(http2: http2);

        using var answer = await client.SendAsync(ProxyYard.Chat(http2: http2), ProxyYard.Ending);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Version.ShouldBe(http2 ? HttpVersion.Version20 : HttpVersion.Version11);
        answer.Headers.GetValues("X-Switchyard-Provider").ShouldBe(["openai"]);
        long.Parse(answer.Headers.GetValues("X-Switchyard-Revision").Single()).ShouldBeGreaterThan(0);
        var text = (await answer.Content.ReadFromJsonAsync<JsonNode>(ProxyYard.Ending))!["choices"]![0]!["message"]!["content"]!.GetValue<string>();
        text.ShouldNotBeEmpty();
        var received = _yard.Simulator.Simulation.Log.Requests.ShouldHaveSingleItem();
        received.Header("Authorization").ShouldBe($"Bearer {ProxyYard.UpstreamKey}");
        received.Header("Proxy-Authorization").ShouldBeNull();

        var recorded = await RecordedAsync(answer.Headers.GetValues("X-Switchyard-Request-Id").Single());
        ((string)recorded["status"]!).ShouldBe("completed");
        ((string)recorded["accessKeyId"]!).ShouldBe(_yard.AccessKeyId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_comes_event_by_event(bool http2)
    {
        using var client = _yard.Client(http2: http2);
        using var answer = await client.SendAsync(ProxyYard.Chat(stream: true, http2: http2), HttpCompletionOption.ResponseHeadersRead, ProxyYard.Ending);

        var text = await answer.Content.ReadAsStringAsync(ProxyYard.Ending);

        text.ShouldContain("data: [DONE]");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task What_is_on_no_list_of_the_provider_is_not_there()
    {
        using var client = _yard.Client();

        (await client.GetAsync(new Uri($"https://{ProxyYard.OpenAI}/v1/models"), ProxyYard.Ending)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync(new Uri($"https://{ProxyYard.OpenAI}/v1/files"), ProxyYard.Ending)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync(new Uri($"https://{ProxyYard.OpenAI}/healthz"), ProxyYard.Ending)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync(new Uri($"https://{ProxyYard.OpenAI}/anthropic/v1/models"), ProxyYard.Ending)).StatusCode.ShouldBe(HttpStatusCode.NotFound, "a tunnel leads to one provider");
    }

    [Theory]
    [InlineData(false, ProxyYard.UpstreamKey)]
    [InlineData(true, "sk-the-clients-own-key")]
    public async Task The_clients_own_credential_goes_upstream_where_the_provider_takes_it(bool allowed, string sent)
    {
        await _yard.SendAsync(HttpMethod.Patch, "/providers/openai?wait=30s", new { allowByok = allowed });
        using var client = _yard.Client();

        using var answer = await client.SendAsync(ProxyYard.Chat(), ProxyYard.Ending);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        _yard.Simulator.Simulation.Log.Last.Header("Authorization").ShouldBe($"Bearer {sent}");
    }

    private async Task<JsonNode> RecordedAsync(string requestId)
    {
        while (true)
        {
            var page = await _yard.SendAsync(HttpMethod.Get, "/interceptions");
            if (page["items"]!.AsArray().FirstOrDefault(item => (string)item!["requestId"]! == requestId && (string)item["status"]! != "running") is { } found)
            {
                return found;
            }

            await Patience.PauseAsync(ProxyYard.Ending);
        }
    }
}
