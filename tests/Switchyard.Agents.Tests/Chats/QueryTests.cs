using System.Net;
using System.Text.Json.Nodes;
using Switchyard.Agents.Tests.Rig;

namespace Switchyard.Agents.Tests.Chats;

public sealed class QueryTests
{
    /// <summary>As on the control plane: a parameter that is not known is a mistake of the client's, which he is told.</summary>
    [Fact]
    [Trait("criterion", "AGT-15")]
    public async Task A_query_parameter_that_a_route_does_not_have_is_named_and_nothing_is_done()
    {
        await using var world = await World.StartAsync();
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!;
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "?Limit=3"), (HttpMethod.Get, "?limit=3&limit=4"), (HttpMethod.Post, "?wait=1s"), (HttpMethod.Get, $"/{id}?limit=3"), (HttpMethod.Delete, $"/{id}?dryRun=true"), (HttpMethod.Get, $"/{id}/messages?after=1"),
            (HttpMethod.Post, $"/{id}/messages?limit=3"), (HttpMethod.Get, $"/{id}/events?from=1"), (HttpMethod.Post, $"/{id}/cancel?turn=1"),
        })
        {
            using var request = new HttpRequestMessage(method, "/api/v1/chats" + path) { Content = method == HttpMethod.Post ? new StringContent("""{"model":"sim/gpt-sim","content":"x"}""") : null };
            using var answer = await client.Http.SendAsync(request, World.Ending);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(World.Ending))!;
            (answer.StatusCode, (string)body["code"]!).ShouldBe((HttpStatusCode.BadRequest, "invalid_query"), path);
            ((string)body["detail"]!).ShouldContain(path[(path.IndexOf('?', StringComparison.Ordinal) + 1)..path.IndexOf('=', StringComparison.Ordinal)]);
        }

        (await client.GetAsync($"?limit=5&workspaceId={world.Web}"))["items"]!.AsArray().Count.ShouldBe(0);
        (await client.GetAsync(""))["items"]!.AsArray().Count.ShouldBe(1);
        (await client.GetAsync($"/{id}/messages?limit=5"))["items"]!.AsArray().Count.ShouldBe(0);
    }
}
