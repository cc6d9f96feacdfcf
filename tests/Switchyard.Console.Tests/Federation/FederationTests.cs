using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Providers;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Federation;

/// <summary>People of an issuer, and what an issuer's answer must prove.</summary>
public sealed class FederationTests(TestYard yard, FederatedNode node)
{
    private static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Somebody_signs_in_at_the_issuer_works_with_his_role_and_is_named_in_the_audit()
    {
        await using var visit = await Visit.BeginAsync(yard.Browser, node.Address, null);
        await visit.Page.GotoAsync(new Uri(node.Address, "/console/providers").ToString());
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with 127.0.0.1" }).ClickAsync();
        await visit.LivesAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(node.Address, "/console/providers").ToString());
        await Expect(visit.Page.Locator(".who")).ToHaveTextAsync("Ada Lovelace operator");

        var session = (await visit.Page.Context.CookiesAsync()).Single(static cookie => cookie.Name == "switchyard-session").Value;
        using var client = SwitchyardClient.Connect(node.Address, session);
        await client.Providers.CreateAsync(new NewProvider("by-a-person", "openai", "http://127.0.0.1:9/"), cancellationToken: Patience.Token);
        using var auditor = SwitchyardClient.Connect(node.Address, TestYard.Token);
        var record = (await auditor.Audit.ListAsync(cancellationToken: Patience.Token)).Items.Single(static record => record.EntityName == "by-a-person");
        (record.ActorKind, record.ActorName).ShouldBe(("person", "Ada Lovelace"));
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_issuer_does_not_prove_lets_nobody_in()
    {
        (await TryAsync()).ShouldBe("signed in");
        (await TryAsync(forges: true)).ShouldBe("issuer");
        (await TryAsync(signsNothing: true)).ShouldBe("issuer");
        (await TryAsync(static claims => claims["iss"] = "https://elsewhere.example")).ShouldBe("issuer");
        (await TryAsync(static claims => claims["aud"] = "somebody else")).ShouldBe("issuer");
        (await TryAsync(static claims => claims["aud"] = new JsonArray(ToyIssuer.ClientId, "somebody else"))).ShouldBe("issuer");
        (await TryAsync(static claims => claims["azp"] = "somebody else")).ShouldBe("issuer");
        (await TryAsync(static claims => claims["exp"] = LongAgo.ToUnixTimeSeconds())).ShouldBe("issuer");
        (await TryAsync(static claims => claims["nonce"] = "of another sign-in")).ShouldBe("issuer");
        (await TryAsync(static claims => claims.Remove("nonce"))).ShouldBe("issuer");
        (await TryAsync(static claims => claims["roles"] = new JsonArray("cooks"))).ShouldBe("no_role");
        node.Log.ShouldNotContain(ToyIssuer.ClientSecret);
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_is_stale()
    {
        using var one = Browser();
        using var other = Browser();
        var back = await AtIssuerAsync(one);
        using var answer = await other.GetAsync(back, Patience.Token);
        answer.Headers.Location!.ToString().ShouldBe("/console/sign-in?reason=stale");
    }

    private async Task<string> TryAsync(Action<JsonObject>? change = null, bool forges = false, bool signsNothing = false)
    {
        (node.Issuer.Change, node.Issuer.Forges, node.Issuer.SignsNothing) = (change ?? (static _ => { }), forges, signsNothing);
        try
        {
            using var browser = Browser();
            using var answer = await browser.GetAsync(await AtIssuerAsync(browser), Patience.Token);
            return answer.Headers.Location is { } refused ? refused.ToString().Split('=')[1] : answer.Headers.GetValues("Set-Cookie").Any(static cookie => cookie.StartsWith("switchyard-session=sws_", StringComparison.Ordinal)) ? "signed in" : "nothing";
        }
        finally
        {
            (node.Issuer.Change, node.Issuer.Forges, node.Issuer.SignsNothing) = (static _ => { }, false, false);
        }
    }

    /// <summary>Goes to the issuer, and returns where it sends the browser back to.</summary>
    private async Task<Uri> AtIssuerAsync(HttpClient browser)
    {
        using var begun = await browser.GetAsync(new Uri(node.Address, "/console/sign-in/person"), Patience.Token);
        begun.StatusCode.ShouldBe(HttpStatusCode.Found);
        using var signed = await browser.GetAsync(begun.Headers.Location, Patience.Token);
        signed.StatusCode.ShouldBe(HttpStatusCode.Found);
        return signed.Headers.Location!;
    }

    private static HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
}
