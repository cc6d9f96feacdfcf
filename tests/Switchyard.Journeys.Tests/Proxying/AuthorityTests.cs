using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>The certificate authority: one for all nodes, replaced in two steps that no client notices, or in one that every client does.</summary>
public sealed class AuthorityTests(PostgresServer server)
{
    [Fact]
    public async Task A_rotation_in_two_steps_fails_no_client()
    {
        await using var yard = await ProxyYard.StartAsync();
        using var old = yard.Client();
        await ShouldServeAsync(old);

        var next = await yard.SendAsync(HttpMethod.Post, "/proxy/ca/rotate");

        ((string)next["state"]!).ShouldBe("next");
        await yard.TrustAsync();
        yard.Trusted.Count.ShouldBe(2, "the export has both");
        (await IssuerAsync(yard)).ShouldNotBe((string)next["subject"]!, "nothing is minted from it yet");

        var active = await yard.SendAsync(HttpMethod.Post, "/proxy/ca/activate");
        ((string)active["id"]!, (string)active["state"]!).ShouldBe(((string)next["id"]!, "active"));
        while (await IssuerAsync(yard) != (string)next["subject"]!)
        {
            await Patience.PauseAsync(ProxyYard.Ending);
        }

        await ShouldServeAsync(old);
        using var fresh = yard.Client();
        await ShouldServeAsync(fresh);
        await yard.TrustAsync();
        yard.Trusted.ShouldHaveSingleItem().Subject.ShouldBe((string)next["subject"]!);
        var listed = (await yard.SendAsync(HttpMethod.Get, "/proxy/ca"))["items"]!.AsArray();
        listed.Select(item => (string)item!["state"]!).ShouldBe(["active", "retired"]);
        var actions = (await yard.SendAsync(HttpMethod.Get, "/audit?entityType=proxy_authority"))["items"]!.AsArray().Select(item => (string)item!["action"]!);
        actions.ShouldBe(["proxy_authority.activate", "proxy_authority.rotate", "proxy_authority.create"]);
    }

    [Fact]
    public async Task A_key_that_may_be_known_is_replaced_at_once()
    {
        await using var yard = await ProxyYard.StartAsync();
        var replaced = await yard.SendAsync(HttpMethod.Post, "/proxy/ca/rotate", new { immediately = true });

        ((string)replaced["state"]!).ShouldBe("active");
        await Should.ThrowAsync<AuthenticationException>(async () =>
        {
            while (true)
            {
                await IssuerAsync(yard);
            }
        });
        await yard.TrustAsync();
        (await IssuerAsync(yard)).ShouldBe((string)replaced["subject"]!);
    }

    [Fact]
    public async Task Steps_out_of_turn_are_refused_and_a_rotation_can_be_given_up()
    {
        await using var yard = await ProxyYard.StartAsync();
        (await RefusedAsync(yard, HttpMethod.Post, "/proxy/ca/activate")).ShouldContain("no_rotation");
        (await RefusedAsync(yard, HttpMethod.Delete, "/proxy/ca/next")).ShouldContain("no_rotation");
        await yard.SendAsync(HttpMethod.Post, "/proxy/ca/rotate");
        (await RefusedAsync(yard, HttpMethod.Post, "/proxy/ca/rotate")).ShouldContain("rotation_under_way");

        await yard.SendAsync(HttpMethod.Delete, "/proxy/ca/next");

        await yard.TrustAsync();
        yard.Trusted.Count.ShouldBe(1);
        await IssuerAsync(yard);
    }

    [Fact]
    public async Task All_nodes_mint_from_one_authority_and_follow_its_rotation()
    {
        var database = await server.CreateDatabaseAsync();
        await using var one = await ProxyYard.StartAsync(database: database);
        await using var two = await ProxyYard.StartAsync(database: database, isSecond: true);
        (await two.ExportAsync()).ShouldBe(await one.ExportAsync());

        var next = await one.SendAsync(HttpMethod.Post, "/proxy/ca/rotate");
        await one.TrustAsync();
        await one.SendAsync(HttpMethod.Post, "/proxy/ca/activate");

        foreach (var proxy in new[] { one.Proxy, two.Proxy })
        {
            while (await IssuerAsync(one, proxy) != (string)next["subject"]!)
            {
                await Patience.PauseAsync(ProxyYard.Ending);
            }
        }
    }

    private static async Task<string> IssuerAsync(ProxyYard yard, Uri? proxy = null)
    {
        await using var client = await RawClient.TunnelAsync(proxy ?? yard.Proxy, yard.AccessKey, $"{ProxyYard.OpenAI}:443");
        using var seen = await client.SecureAsync(ProxyYard.OpenAI, yard.Trusted);
        return seen.Issuer;
    }

    private static async Task ShouldServeAsync(HttpClient client)
    {
        using var answer = await client.SendAsync(ProxyYard.Chat(), ProxyYard.Ending);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> RefusedAsync(ProxyYard yard, HttpMethod method, string path)
    {
        var (status, text) = await yard.AskAsync(method, path);
        status.ShouldBe(HttpStatusCode.Conflict);
        return text;
    }
}
