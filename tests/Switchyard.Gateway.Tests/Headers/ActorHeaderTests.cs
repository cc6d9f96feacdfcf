using System.Net;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Access;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Headers;

/// <summary>Who asked is told upstream only where the provider's setting says so, and only of what is intercepted.</summary>
public sealed class ActorHeaderTests
{
    private const string Id = "X-Switchyard-Actor-Id";
    private const string Name = "X-Switchyard-Actor-Name";

    [Theory]
    [InlineData("ada")]
    [InlineData("Zoë 😀")]
    [Trait("criterion", "PRV-72")]
    public async Task The_actor_is_sent_on_intercepted_requests_when_it_is_to_be(string name)
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Model = rig.Model with { Users = [new UserConfig { Id = rig.UserId, Name = name }] };
        await rig.ApplyAsync(
            rig.Provider("quiet"),
            rig.Provider("open") with { Settings = new ProviderSettings { SendActor = true } },
            rig.Provider("ant", ProviderType.Anthropic) with { Settings = new ProviderSettings { SendActor = true } });

        await SendAsync(rig, "/quiet/v1/chat/completions", GatewayRig.Chat());
        Seen(rig).ShouldBe((null, null));
        foreach (var (path, body) in new[]
                 {
                     ("/open/v1/chat/completions", GatewayRig.Chat()), ("/open/v1/chat/completions", GatewayRig.Chat(stream: true)), ("/open/v1/responses", GatewayRig.Response()),
                     ("/ant/v1/messages", GatewayRig.Message()), ("/v1/chat/completions", GatewayRig.Chat("open/gpt-sim")),
                 })
        {
            await SendAsync(rig, path, body);
            Seen(rig).ShouldBe((rig.UserId.ToString(), name), path);
        }

        await SendAsync(rig, "/open/v1/embeddings", """{"model":"m","input":"x"}""");
        Seen(rig).ShouldBe((null, null));
    }

    [Fact]
    [Trait("criterion", "PRV-72")]
    [Trait("criterion", "PRV-70")]
    public async Task What_a_client_says_of_itself_is_never_sent()
    {
        await using var rig = await GatewayRig.StartAsync();
        await rig.ApplyAsync(rig.Provider("quiet"), rig.Provider("open") with { Settings = new ProviderSettings { SendActor = true } });
        foreach (var path in new[] { "/quiet/v1/chat/completions", "/open/v1/chat/completions", "/open/v1/embeddings" })
        {
            using var response = await rig.SendAsync(path, """{"model":"m","input":"x","messages":[{"role":"user","content":"x"}]}""", (Id, "somebody"), (Name, "else"));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            rig.Simulator.Log.Last.Headers.ShouldAllBe(static header => header.Value != "somebody" && header.Value != "else");
        }
    }

    private static async Task SendAsync(GatewayRig rig, string path, string body)
    {
        using var response = await rig.SendAsync(path, body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(GatewayRig.Ending));
    }

    private static (string? Id, string? Name) Seen(GatewayRig rig) => (rig.Simulator.Log.Last.Header(Id), rig.Simulator.Log.Last.Header(Name));
}
