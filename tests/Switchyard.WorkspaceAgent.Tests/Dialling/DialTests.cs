using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Model.Agents;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Tests.Rigs;

namespace Switchyard.WorkspaceAgent.Tests.Dialling;

/// <summary>Who reaches an agent: a node that proves the dial key, once for each proof, and nobody else.</summary>
public sealed class DialTests(AgentProcess agent) : IClassFixture<AgentProcess>
{
    [Fact]
    [Trait("criterion", "AGT-10")]
    public async Task A_node_that_proves_itself_gets_a_session_and_the_agents_proof()
    {
        var dialer = agent.Dialer();

        var session = await dialer.OpenAsync();

        using var live = await dialer.SendAsync(HttpMethod.Get, "/live", session);
        JsonNode.Parse(await live.Content.ReadAsStringAsync(Patience.Token))!.ToJsonString().ShouldBe($$"""{"agentId":"{{agent.Plane.AgentId}}","bootId":"{{agent.BootId}}"}""");
    }

    public static TheoryData<string> Wrong =>
    [
        "proof", "no proof", "other key", "agent", "boot", "agent of the proof too", "boot of the proof too", "early", "late", "no nonce", "short nonce", "nonce", "at", "no at", "text for at",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    [Trait("criterion", "AGT-10")]
    public async Task Anything_wrong_is_answered_401_without_a_word(string wrong)
    {
        var dialer = agent.Dialer();
        var stranger = Guid.CreateVersion7();
        var request = dialer.Request();
        var now = dialer.At;
        string Sign(Guid? id = null, Guid? boot = null, string? nonce = null, long? at = null, string? key = null) =>
            DialProof.OfNode(new Secret(key ?? agent.Plane.DialKey), id ?? agent.Plane.AgentId, boot ?? agent.BootId, nonce ?? dialer.Nonce, at ?? now);
        (string Field, JsonNode? Value)[] changes = wrong switch
        {
            // One time in sixteen the last letter is an A.
            "proof" => [("proof", Sign() is var proof && proof[^2] != 'A' ? proof[..^2] + "A=" : proof[..^2] + "E=")],
            "no proof" => [("proof", null)],
            "other key" => [("proof", Sign(key: Convert.ToBase64String(new byte[32])))],
            "agent" => [("agentId", stranger)],
            "boot" => [("bootId", stranger)],
            "agent of the proof too" => [("agentId", stranger), ("proof", Sign(id: stranger))],
            "boot of the proof too" => [("bootId", stranger), ("proof", Sign(boot: stranger))],
            "early" => [("at", now + 70_000), ("proof", Sign(at: now + 70_000))],
            "late" => [("at", now - 61_000), ("proof", Sign(at: now - 61_000))],
            "no nonce" => [("nonce", null), ("proof", Sign(nonce: ""))],
            "short nonce" => [("nonce", "AAAA"), ("proof", Sign(nonce: "AAAA"))],
            "nonce" => [("nonce", DialProof.NewNonce())],
            "at" => [("at", now + 1)],
            "no at" => [("at", null), ("proof", Sign(at: 0))],
            _ => [("at", "soon")],
        };
        foreach (var (field, value) in changes)
        {
            request[field] = value;
        }

        await RefusedAsync(dialer.PostAsync(request));
        await dialer.OpenAsync();
    }

    [Fact]
    [Trait("criterion", "AGT-10")]
    public async Task A_proof_is_good_once()
    {
        var dialer = agent.Dialer();
        var request = dialer.Request();
        await dialer.OpenAsync();

        await RefusedAsync(dialer.PostAsync(request));

        dialer.Nonce = DialProof.NewNonce();
        await dialer.OpenAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task What_is_no_request_is_answered_alike(string body) => await RefusedAsync(agent.Dialer().PostAsync(new StringContent(body, Encoding.UTF8, "application/json")));

    [Fact]
    public async Task A_body_of_more_than_4_KiB_is_answered_alike_although_all_of_it_is_right()
    {
        var dialer = agent.Dialer();
        var request = dialer.Request();
        request["more"] = "";
        request["more"] = new string('x', 4096 - Encoding.UTF8.GetByteCount(request.ToJsonString()) + 1);

        await RefusedAsync(dialer.PostAsync(new StringContent(request.ToJsonString())));

        request["more"] = ((string)request["more"]!)[1..];
        using var response = await dialer.PostAsync(new StringContent(request.ToJsonString()));
        ((int)response.StatusCode).ShouldBe(200, "it has 4 KiB now");
    }

    [Fact]
    [Trait("criterion", "AGT-10")]
    public async Task Nothing_but_a_dial_is_answered_without_a_session()
    {
        var dialer = agent.Dialer();
        foreach (var session in new[] { null, "", "unknown", await dialer.OpenAsync() + "x" })
        {
            (await dialer.StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(401);
            (await dialer.StatusAsync(HttpMethod.Delete, "/dial", session)).ShouldBe(401);
            await RefusedAsync(dialer.SendAsync(HttpMethod.Post, "/mcp", session, new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", Encoding.UTF8, "application/json")));
        }

        (await dialer.StatusAsync(HttpMethod.Get, "/", null)).ShouldBe(404);
        (await dialer.StatusAsync(HttpMethod.Post, "/mcp/other", null)).ShouldBe(404);
        (await dialer.StatusAsync(HttpMethod.Get, "/mcp", null)).ShouldBe(405);
    }

    [Fact]
    [Trait("criterion", "AGT-10")]
    public async Task A_session_ends_when_the_node_says_so()
    {
        var dialer = agent.Dialer();
        var session = await dialer.OpenAsync();

        (await dialer.StatusAsync(HttpMethod.Delete, "/dial", session)).ShouldBe(204);

        (await dialer.StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(401);
    }

    private static async Task RefusedAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        ((int)response.StatusCode).ShouldBe(401);
        (await response.Content.ReadAsByteArrayAsync(Patience.Token)).ShouldBeEmpty();
    }
}
