using Microsoft.Playwright;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Rotations;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Providers;

/// <summary>Providers as people work with them.</summary>
public sealed class ProviderJourneys(TestYard yard)
{
    [Fact]
    public async Task A_provider_is_added_tried_and_disabled()
    {
        await using var visit = await yard.VisitAsync("operator");
        var upstream = (await yard.Client.Providers.GetAsync("sim-openai", Patience.Token)).BaseUrl;
        await visit.GoAsync("/console/providers");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Add a provider" }).ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Not A Name");
        await visit.Page.GetByLabel("Base URL").FillAsync(upstream);
        await visit.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("sk-simulated-journey");
        await Button(visit, "Add it").ClickAsync();

        // What is wrong stands where it is wrong, in the API's words.
        await Expect(visit.Page.Locator("#field-name-problem")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByLabel("Name", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");

        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("journey");
        await Button(visit, "Add it").ClickAsync();
        await Expect(Heading(visit, "journey")).ToBeVisibleAsync();
        await Button(visit, "Test").ClickAsync();
        await Expect(visit.Page.GetByText("every key is accepted")).ToBeVisibleAsync();
        await Button(visit, "Disable").First.ClickAsync();
        await Expect(visit.Page.Locator(".facts .badge")).ToHaveTextAsync("disabled");
        (await yard.Client.Providers.GetAsync("journey", Patience.Token)).Enabled.ShouldBeFalse();

        // Who did it is on record, as of every other client.
        var audit = await yard.Client.Audit.ListAsync(cancellationToken: Patience.Token);
        audit.Items.ShouldContain(static record => record.Action == "provider.create" && record.EntityName == "journey" && record.ActorName == "test-operator");

        await Button(visit, "Delete").First.ClickAsync();
        await Button(visit, "Delete it").ClickAsync();
        await Expect(Heading(visit, "Providers")).ToBeVisibleAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_browsers_see_the_same_change_arrive()
    {
        await using var one = await yard.VisitAsync("operator");
        await using var other = await yard.VisitAsync("viewer");
        await yard.Client.Providers.CreateAsync(new NewProvider("seen-by-two", "openai", "http://127.0.0.1:9/") { Keys = [new NewProviderKey("sk-simulated-two-browsers")] }, cancellationToken: Patience.Token);
        await one.GoAsync("/console/providers/seen-by-two");
        await other.GoAsync("/console/providers");
        var row = other.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "seen-by-two" });
        await Expect(row).ToContainTextAsync("enabled");

        await Button(one, "Disable").First.ClickAsync();
        await Expect(row).ToContainTextAsync("disabled");
        await Expect(one.Page.Locator(".facts .badge")).ToHaveTextAsync("disabled");

        await yard.Client.Providers.DeleteAsync("seen-by-two", cancellationToken: Patience.Token);
        await Expect(row).ToHaveCountAsync(0);
        one.Complaints.ShouldBeEmpty();
        other.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_that_is_stale_tells_what_others_changed_and_loses_nothing()
    {
        await yard.Client.Providers.CreateAsync(new NewProvider("edited-twice", "openai", "http://127.0.0.1:9/"), cancellationToken: Patience.Token);
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/providers/edited-twice");
        await Button(visit, "Edit").ClickAsync();
        await visit.Page.GetByLabel("Display name").FillAsync("Mine");
        await yard.Client.Providers.UpdateAsync("edited-twice", new ProviderPatch { BaseUrl = "http://127.0.0.1:10/" }, cancellationToken: Patience.Token);
        await Button(visit, "Save").ClickAsync();

        await Expect(visit.Page.Locator(".stale")).ToContainTextAsync("http://127.0.0.1:10/");
        (await yard.Client.Providers.GetAsync("edited-twice", Patience.Token)).DisplayName.ShouldBe("edited-twice");
        await Expect(visit.Page.GetByLabel("Display name")).ToHaveValueAsync("Mine");
        await Button(visit, "Keep their change and mine").ClickAsync();
        await Button(visit, "Save").ClickAsync();
        await Expect(visit.Page.Locator(".facts")).ToContainTextAsync("Mine");
        var both = await yard.Client.Providers.GetAsync("edited-twice", Patience.Token);
        (both.DisplayName, both.BaseUrl).ShouldBe(("Mine", "http://127.0.0.1:10/"));
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_are_ordered_by_mouse_and_by_keyboard_and_rotated()
    {
        var upstream = (await yard.Client.Providers.GetAsync("sim-openai", Patience.Token)).BaseUrl;
        await yard.Client.Providers.CreateAsync(
            new NewProvider("with-keys", "openai", upstream) { Keys = [new NewProviderKey("sk-simulated-long-enough-one", "one"), new NewProviderKey("sk-simulated-two", "two")] }, cancellationToken: Patience.Token);
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/providers/with-keys");
        var keys = visit.Page.Locator(".keys li");
        await keys.Nth(0).DragToAsync(keys.Nth(1));
        await Expect(keys.Nth(0)).ToContainTextAsync("two");
        await keys.Nth(1).GetByRole(AriaRole.Button, new() { Name = "↑" }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(keys.Nth(0)).ToContainTextAsync("one");

        var before = (await yard.Client.ProviderKeys.ListAsync("with-keys", Patience.Token))[0].Masked;
        await keys.Nth(0).GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await visit.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("sk-simulated-another-tail");
        await visit.Page.Locator("form.form").GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Expect(keys.Nth(0)).Not.ToContainTextAsync(before);
        await Expect(visit.Page.Locator(".rotation")).ToHaveCountAsync(0);
        await Expect(keys).ToHaveCountAsync(2);
        var now = await yard.Client.ProviderKeys.ListAsync("with-keys", Patience.Token);
        now.Select(static key => (key.Label, key.Enabled)).ShouldBe([("one", true), ("two", true)]);
        now[0].Masked.ShouldNotBe(before);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rotation_goes_on_without_its_page_and_one_that_was_cut_off_is_gone_on_with()
    {
        var upstream = (await yard.Client.Providers.GetAsync("sim-openai", Patience.Token)).BaseUrl;
        await yard.Client.Providers.CreateAsync(
            new NewProvider("rotated", "openai", upstream) { Keys = [new NewProviderKey("sk-simulated-left", "left"), new NewProviderKey("sk-simulated-cut", "cut")] }, cancellationToken: Patience.Token);
        await using (var visit = await yard.VisitAsync("operator"))
        {
            await visit.GoAsync("/console/providers/rotated");
            await visit.Page.Locator(".keys li").Nth(0).GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
            await visit.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("sk-simulated-new1");
            await visit.Page.Locator("form.form").GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
            await Expect(visit.Page.Locator("form.form")).ToHaveCountAsync(0);
        }

        // Nobody looks, and it comes to its end.
        while ((await yard.Client.ProviderKeys.ListAsync("rotated", Patience.Token)).Select(static key => key.Label).Order(StringComparer.Ordinal).SequenceEqual(["cut", "left"]) is false)
        {
            await Patience.PauseAsync();
        }

        var old = (await yard.Client.ProviderKeys.ListAsync("rotated", Patience.Token)).Single(static key => key.Label == "cut");
        await yard.Client.ProviderKeys.AddAsync("rotated", new NewProviderKey("sk-simulated-new2", new RotationLabel("cut", old.Id).ToString()) { Position = old.Position }, cancellationToken: Patience.Token);
        await using var other = await yard.VisitAsync("operator");
        await other.GoAsync("/console/providers/rotated");
        await Expect(other.Page.Locator(".rotation")).ToContainTextAsync(old.Masked);
        await Button(other, "Go on").ClickAsync();
        await Expect(other.Page.Locator(".rotation")).ToHaveCountAsync(0);
        await Expect(other.Page.Locator(".keys li")).ToHaveCountAsync(2);
        (await yard.Client.ProviderKeys.ListAsync("rotated", Patience.Token)).ShouldNotContain(key => key.Id == old.Id);

        // What can not go on says why, and takes nothing out of service.
        var last = (await yard.Client.ProviderKeys.ListAsync("rotated", Patience.Token))[0];
        await yard.Client.Providers.UpdateAsync("rotated", new ProviderPatch { BaseUrl = "http://127.0.0.1:9/" }, cancellationToken: Patience.Token);
        await other.Page.Locator(".keys li").Nth(0).GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await other.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("sk-simulated-new3");
        await other.Page.Locator("form.form").GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Expect(other.Page.Locator(".rotation.bad-text")).ToContainTextAsync("does not take the new key");
        (await yard.Client.ProviderKeys.ListAsync("rotated", Patience.Token)).Single(key => key.Id == last.Id).Enabled.ShouldBeTrue();
        other.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_only_look_is_offered_nothing_and_refused_anyway()
    {
        await using var visit = await yard.VisitAsync("viewer");
        await visit.GoAsync("/console/providers/sim-openai");
        await Expect(Button(visit, "Disable")).ToHaveCountAsync(0);
        await Expect(Button(visit, "Edit")).ToHaveCountAsync(0);
        await visit.GoAsync("/console/providers/new");
        await Expect(Button(visit, "Add it")).ToHaveCountAsync(0);

        using var client = Switchyard.Admin.Client.SwitchyardClient.Connect(yard.Address, yard.SessionOf("viewer"));
        var refused = await Should.ThrowAsync<SwitchyardApiException>(() => client.Providers.UpdateAsync("sim-openai", new ProviderPatch { Enabled = false }, cancellationToken: Patience.Token));
        refused.Status.ShouldBe(403);
        visit.Complaints.ShouldBeEmpty();
    }

    private static ILocator Button(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Heading(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 });
}
