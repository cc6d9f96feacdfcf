using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;

namespace Switchyard.Journeys.Tests.Operating;

/// <summary>A server of one's own that wants no key, from the API to what it is sent.</summary>
public sealed class KeylessTests
{
    private const string Chat = """{"model":"local","messages":[{"role":"user","content":"hello"}]}""";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("criterion", "PRV-43")]
    [Trait("criterion", "PRV-101")]
    public async Task A_keyless_server_is_asked_without_a_credential()
    {
        await using var yard = await Yard.StartAsync();
        var baseUrl = yard.Simulator.Address.ToString().TrimEnd('/');
        await yard.PostAsync("/providers?wait=30s", new { name = "local", type = "openai-compatible", baseUrl, settings = new { keyless = true } });
        (await SendAsync(yard, "/local/v1/chat/completions", Chat)).ShouldBe((HttpStatusCode.OK, null));
        Credentials(yard).ShouldBeEmpty();
        (await SendAsync(yard, "/v1/chat/completions", Chat.Replace("local", "local/llama", StringComparison.Ordinal))).ShouldBe((HttpStatusCode.OK, null));
        Credentials(yard).ShouldBeEmpty();
        (await SendAsync(yard, "/local/v1/models", null)).ShouldBe((HttpStatusCode.OK, null));
        Credentials(yard).ShouldBeEmpty();
        (await yard.PostAsync("/providers/local/test", null))["ok"]!.GetValue<bool>().ShouldBeTrue();
        Credentials(yard).ShouldBeEmpty();
        (await yard.GetAsync("/providers/local"))["settings"]!["keyless"]!.GetValue<bool>().ShouldBeTrue();

        // Without the setting a provider without keys serves nobody, and says so.
        await yard.PatchAsync("/providers/local?wait=30s", new { settings = new { keyless = false } });
        (await SendAsync(yard, "/local/v1/chat/completions", Chat)).ShouldBe((HttpStatusCode.ServiceUnavailable, "no_healthy_key"));
        await yard.PatchAsync("/providers/local?wait=30s", new { settings = new { keyless = true } });
        (await SendAsync(yard, "/local/v1/chat/completions", Chat)).ShouldBe((HttpStatusCode.OK, null));
    }

    [Theory]
    [InlineData("openai", false, "settings.keyless")]
    [InlineData("anthropic", false, "settings.keyless")]
    [InlineData("bedrock", false, "settings.keyless")]
    [InlineData("openai-compatible", true, "keys")]
    [Trait("criterion", "PRV-7")]
    public async Task Other_types_are_refused_it_and_keys_beside_it(string type, bool withKey, string field)
    {
        await using var yard = await Yard.StartAsync();
        using var content = JsonContent.Create(new
        {
            name = "x", type, baseUrl = "https://bedrock-runtime.eu-central-1.amazonaws.com", settings = new { keyless = true }, keys = withKey ? [new { key = "sk-not-wanted-here" }] : Array.Empty<object>(),
        });
        using var answer = await yard.Control().PostAsync(new Uri("/api/v1/providers", UriKind.Relative), content, Ending);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ending))!;
        problem["errors"]!.AsArray().Select(static error => (string?)error!["field"]).ShouldBe([field]);
    }

    private static async Task<(HttpStatusCode Status, string? Code)> SendAsync(Yard yard, string path, string? body)
    {
        using var client = yard.Data();
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, Ending);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Switchyard-Error", out var codes) ? codes.Single() : null);
    }

    private static IEnumerable<string> Credentials(Yard yard) =>
        yard.Simulator.Log.Last.Headers.Where(static header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || header.Key.EndsWith("api-key", StringComparison.OrdinalIgnoreCase))
            .Select(static header => header.Key);
}
