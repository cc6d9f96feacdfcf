using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Users;
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

    [Fact]
    public async Task A_user_and_a_key_are_edited_and_what_others_saved_meanwhile_is_not_lost()
    {
        var user = (await yard.Client.Users.CreateAsync(new NewUser("carol") { Role = "engineer" }, cancellationToken: Patience.Token)).Value!;
        var key = (await yard.Client.AccessKeys.CreateAsync(new NewAccessKey("phone", user.Id), cancellationToken: Patience.Token)).Value!;
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync($"/console/access/{user.Id:D}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("Mail address").FillAsync("carol@example.com");
        await yard.Client.Users.UpdateAsync(user.Id, new UserPatch { Role = "director" }, cancellationToken: Patience.Token);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator(".stale")).ToContainTextAsync("role was “engineer” and is “director”");
        await Expect(visit.Page.GetByLabel("Mail address")).ToHaveValueAsync("carol@example.com");
        (await yard.Client.Users.GetAsync(user.Id, Patience.Token)).Email.ShouldBeNull();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep their change and mine" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator(".facts")).ToContainTextAsync("carol@example.com");
        var both = await yard.Client.Users.GetAsync(user.Id, Patience.Token);
        (both.Email, both.Role).ShouldBe(("carol@example.com", "director"));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit phone" }).ClickAsync();
        await visit.Page.GetByLabel("State").SelectOptionAsync("false");
        await yard.Client.AccessKeys.UpdateAsync(key.Id, new AccessKeyPatch { Name = "telephone" }, cancellationToken: Patience.Token);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator(".stale")).ToContainTextAsync("name was “phone” and is “telephone”");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep their change and mine" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "telephone" })).ToContainTextAsync("disabled");
        (await yard.Client.AccessKeys.GetAsync(key.Id, Patience.Token)).Enabled.ShouldBeFalse();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Disable it" }).ClickAsync();
        await Expect(visit.Page.Locator(".facts .badge")).ToHaveTextAsync("disabled");
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

            await Patience.PauseAsync();
        }
    }
}
