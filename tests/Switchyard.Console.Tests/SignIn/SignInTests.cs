using Switchyard.Console.Tests.Yards;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.SignIn;

/// <summary>Who comes in, and how he goes.</summary>
public sealed class SignInTests(TestYard yard)
{
    [Fact]
    public async Task A_wrong_token_is_refused_and_a_right_one_leads_to_the_page_that_was_asked_for()
    {
        await using var visit = await yard.VisitAsync(role: null);
        await visit.Page.GotoAsync(new Uri(yard.Address, "/console/providers").ToString());
        await visit.Page.GetByLabel("Operator token").FillAsync("not-the-token-at-all");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Alert)).ToContainTextAsync("not accepted");

        await visit.Page.GetByLabel("Operator token").FillAsync(TestYard.Token);
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visit.LivesAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(yard.Address, "/console/providers").ToString());
        await Expect(visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "sim-openai" })).ToBeVisibleAsync();
        var cookie = (await visit.Page.Context.CookiesAsync()).Single(static cookie => cookie.Name == "switchyard-session");
        cookie.HttpOnly.ShouldBeTrue();
        cookie.SameSite.ShouldBe(Microsoft.Playwright.SameSiteAttribute.Strict);

        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Operator token")).ToBeVisibleAsync();
        (await visit.Page.Context.CookiesAsync()).ShouldNotContain(static cookie => cookie.Name == "switchyard-session");
        visit.Complaints.ShouldBeEmpty();
    }
}
