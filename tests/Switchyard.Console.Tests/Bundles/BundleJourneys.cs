using Microsoft.Playwright;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Bundles;

/// <summary>Bundles as operators work with them.</summary>
public sealed class BundleJourneys(TestYard yard)
{
    [Fact]
    public async Task A_credential_goes_in_a_tool_is_tried_and_the_bundle_is_respawned()
    {
        await Seed.GrowAsync(yard);
        await Seed.AddBundleAsync(yard, "journey");
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/bundles/web/journey");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Set token" }).ClickAsync();
        await visit.Page.GetByLabel("Value of token").FillAsync("canary-in-the-console");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Store it" }).ClickAsync();
        await Expect(visit.Page.GetByText("stored", new() { Exact = true })).ToBeVisibleAsync();
        (await visit.Page.ContentAsync()).ShouldNotContain("canary-in-the-console", Case.Sensitive, "what went in never comes back");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try echo" }).ClickAsync();
        await visit.Page.GetByLabel("Arguments").FillAsync("{\"say\":\"from the console\"}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Call it" }).ClickAsync();
        await Expect(visit.Page.GetByText("answered in")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".form .code")).ToContainTextAsync("from the console");
        var audit = await yard.Client.Audit.ListAsync(new() { Action = "bundle.call" }, Patience.Token);
        audit.Items.ShouldContain(static record => record.EntityName == "web/journey" && record.ActorName == "test-operator");

        var before = (await yard.Client.Bundles.GetAsync("web", "journey", Patience.Token)).Generation;
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Respawn" }).ClickAsync();
        await Expect(visit.Page.GetByText($"It is running, generation {before + 1}.")).ToBeVisibleAsync();
        (await yard.Client.Bundles.GetAsync("web", "journey", Patience.Token)).RunningVersion.ShouldBe(1);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_only_look_is_offered_nothing_else()
    {
        await Seed.GrowAsync(yard);
        await using var visit = await yard.VisitAsync("viewer");
        await visit.GoAsync("/console/bundles/web/toy");

        await Expect(visit.Page.Locator("#tools-title")).ToBeVisibleAsync();
        foreach (var name in new[] { "Respawn", "Stop", "Remove", "Set token", "Try echo" })
        {
            await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true })).ToHaveCountAsync(0);
        }
    }
}
