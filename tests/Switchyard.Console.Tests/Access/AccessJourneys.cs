using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Access;

/// <summary>Users and keys as operators work with them.</summary>
public sealed class AccessJourneys(TestYard yard)
{
    [Fact]
    public async Task A_user_is_added_and_gets_a_key_that_works_until_it_is_revoked()
    {
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/access");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a user" }).ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("bob");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "bob" }).ClickAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Issue a key" }).ClickAsync();
        await visit.Page.GetByLabel("Name of the key").FillAsync("ci");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Issue it" }).ClickAsync();
        await Expect(visit.Page.GetByText("Copy it now")).ToBeVisibleAsync();
        var secret = (await visit.Page.Locator(".code code").TextContentAsync())!.Trim();
        (await StatusAsync(secret, HttpStatusCode.OK)).ShouldBe(HttpStatusCode.OK);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke it" }).ClickAsync();
        await Expect(visit.Page.GetByText("No key", new() { Exact = true })).ToBeVisibleAsync();
        (await StatusAsync(secret, HttpStatusCode.Unauthorized)).ShouldBe(HttpStatusCode.Unauthorized);
        visit.Complaints.ShouldBeEmpty();
    }

    /// <summary>What the data plane answers to a key, as soon as it is what is waited for.</summary>
    private async Task<HttpStatusCode> StatusAsync(string key, HttpStatusCode wanted)
    {
        using var http = new HttpClient { BaseAddress = yard.DataPlane };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        while (true)
        {
            using var answer = await http.GetAsync(new Uri("/v1/models", UriKind.Relative), Patience.Token);
            if (answer.StatusCode == wanted)
            {
                return wanted;
            }

            Patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
