using Microsoft.Playwright;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Chats;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Pages;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Chats;

/// <summary>People talk with models.</summary>
public sealed class ChatJourneys(TestYard yard)
{
    [Fact]
    [Trait("criterion", "AGT-21")]
    public async Task Somebody_chats_with_the_tools_of_an_agent_and_sees_what_they_do()
    {
        await using var rig = await ChatRig.CreateAsync(yard, "chats-with-tools");
        await rig.WorkspaceAsync("chat-web", "the points are set");
        await rig.ScriptAsync("gpt-chat-tools", new { call = """agent__read_file{"path":"note.txt"}""" });
        await using var visit = await yard.VisitAsync("viewer");
        await GiveKeyAsync(visit, rig.Key);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await visit.Page.GetByLabel("Model").FillAsync("sim-openai/gpt-chat-tools");
        await visit.Page.GetByLabel("Workspace").SelectOptionAsync("chat-web");
        await visit.Page.GetByLabel("Title").FillAsync("Points");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Points" })).ToBeVisibleAsync();
        await Expect(Bound(visit)).ToContainTextAsync("none yet");

        await visit.Page.GetByLabel("Message").FillAsync("What does the note say?");
        await visit.Page.GetByLabel("Message").PressAsync("Enter");
        var call = visit.Page.Locator(".call");
        await Expect(call).ToContainTextAsync("agent__read_file");
        await Expect(call.Locator(".badge")).ToHaveTextAsync("answered");
        await Expect(visit.Page.Locator(".said.user")).ToContainTextAsync("What does the note say?");
        await Expect(Bound(visit)).ToContainTextAsync("main");
        await Expect(Bound(visit).Locator(".badge")).ToHaveTextAsync("connected");

        // What is stored is the same as what came.
        await visit.Page.ReloadAsync();
        await visit.LivesAsync();
        await Expect(visit.Page.Locator(".waiting")).ToHaveCountAsync(0);
        await call.Locator("summary").ClickAsync();
        await Expect(call).ToContainTextAsync("\"path\": \"note.txt\"");
        await Expect(call).ToContainTextAsync("the points are set");
        await Expect(visit.Page.Locator(".said.assistant").Last.Locator(".said-text")).Not.ToBeEmptyAsync();
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 390) })
        {
            await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await visit.Page.SetViewportSizeAsync(width, 860);
            await EveryPageTests.LookAsync(visit, "/console/chats/chat", scheme, width);
        }

        await visit.GoAsync("/console/chats");
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Points" })).ToContainTextAsync("idle");
        await EveryPageTests.LookAsync(visit, "/console/chats", ColorScheme.Dark, 390);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-24")]
    public async Task A_turn_goes_on_without_its_page_is_rejoined_and_can_be_cancelled()
    {
        await using var rig = await ChatRig.CreateAsync(yard, "chats-and-leaves");
        var chat = await rig.Chats.CreateAsync(new NewChat("sim-openai/gpt-sim-tokens-2000-cadence-50ms") { Title = "Long" }, Patience.Token);
        await using var visit = await yard.VisitAsync("viewer");
        await GiveKeyAsync(visit, rig.Key);
        await visit.GoAsync($"/console/chats/{chat.Id:D}");
        await visit.Page.GetByLabel("Message").FillAsync("Tell me everything");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        var text = visit.Page.Locator(".said.assistant .said-text");
        await Expect(text).Not.ToBeEmptyAsync();
        var before = (await text.TextContentAsync())!;

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Providers" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Providers", Level = 1 })).ToBeVisibleAsync();
        await visit.GoAsync($"/console/chats/{chat.Id:D}");
        await Expect(text).ToContainTextAsync(before);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeDisabledAsync();
        (await rig.Chats.GetAsync(chat.Id, Patience.Token)).Turn!.State.ShouldBe("running");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the turn" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeEnabledAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the turn" })).ToHaveCountAsync(0);
        await Expect(text).ToContainTextAsync(before);
        (await rig.Chats.GetAsync(chat.Id, Patience.Token)).Turn!.State.ShouldBe("cancelled");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-63")]
    public async Task What_the_API_refuses_is_said_in_its_words()
    {
        await using var rig = await ChatRig.CreateAsync(yard, "chats-in-vain");
        var chat = await rig.Chats.CreateAsync(new NewChat("nobody/knows") { Title = "Vain" }, Patience.Token);
        await using var visit = await yard.VisitAsync("viewer");
        await visit.GoAsync("/console/chats");
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Access key" }).FillAsync("sy_none_of_these");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Chat with it" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not accepted");
        await GiveKeyAsync(visit, rig.Key);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Expect(visit.Page.Locator("#field-model-problem")).ToContainTextAsync("must be a text");

        await visit.GoAsync($"/console/chats/{chat.Id:D}");
        await visit.Page.GetByLabel("Message").FillAsync("Hello?");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("unknown_provider");
        await visit.GoAsync($"/console/chats/{Guid.CreateVersion7():D}");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no such chat.");

        // A key that is revoked ends the chat, and nothing else.
        await visit.GoAsync("/console/chats");
        var key = (await yard.Client.AccessKeys.ListAsync(rig.User, cancellationToken: Patience.Token)).Items.ShouldHaveSingleItem();
        await yard.Client.AccessKeys.RevokeAsync(key.Id, new() { Wait = TimeSpan.FromSeconds(30) }, Patience.Token);
        await visit.GoAsync("/console/chats");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The access key is not accepted any more");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Forget the key" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Access key" })).ToBeVisibleAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_key_is_of_the_operator_who_gave_it_and_of_no_script()
    {
        await using var rig = await ChatRig.CreateAsync(yard, "chats-alone");
        await using var visit = await yard.VisitAsync("viewer");
        await GiveKeyAsync(visit, rig.Key);
        var cookies = await visit.Page.Context.CookiesAsync();
        var cookie = cookies.Single(static cookie => cookie.Name == "switchyard-chat-key");
        (cookie.HttpOnly, cookie.SameSite).ShouldBe((true, SameSiteAttribute.Strict));
        Uri.UnescapeDataString(cookie.Value).ShouldNotContain(rig.Key);
        (await visit.Page.ContentAsync()).ShouldNotContain(rig.Key);

        await using var other = await yard.VisitAsync("operator");
        await other.Page.Context.AddCookiesAsync([new Cookie { Name = cookie.Name, Value = cookie.Value, Url = yard.Address.ToString() }]);
        await other.GoAsync("/console/chats");
        await Expect(other.Page.GetByRole(AriaRole.Textbox, new() { Name = "Access key" })).ToBeVisibleAsync();
        await Expect(other.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" })).ToHaveCountAsync(0);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Operator token")).ToBeVisibleAsync();
        (await visit.Page.Context.CookiesAsync()).ShouldNotContain(static cookie => cookie.Name == "switchyard-chat-key");
    }

    private static ILocator Bound(Visit visit) => visit.Page.GetByRole(AriaRole.Region, new() { Name = "Bound to" });

    private static async Task GiveKeyAsync(Visit visit, string key)
    {
        await visit.GoAsync("/console/chats");
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Access key" }).FillAsync(key);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Chat with it" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" })).ToBeVisibleAsync();
        await visit.LivesAsync();
    }
}
