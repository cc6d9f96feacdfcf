using System.Text.Json;
using Microsoft.Playwright;
using Switchyard.Console.Tests.Pages;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Archives;
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
    public async Task Another_version_of_an_archive_is_uploaded_looked_at_and_put_in_use()
    {
        await Seed.GrowAsync(yard);
        var first = await yard.Client.Bundles.UploadArchiveAsync(Seed.Workspace, ToyMcpb.Build("1.0.0"), Patience.Token);
        await yard.Client.Bundles.CreateAsync(Seed.Workspace, JsonSerializer.SerializeToElement(new { name = "archived", type = "mcpb", archive = first.Archive }), cancellationToken: Patience.Token);
        await using var visit = await yard.VisitAsync("admin");
        await visit.GoAsync("/console/bundles/web/archived");
        var file = visit.Page.GetByLabel("New version");
        await file.SetInputFilesAsync(new FilePayload { Name = "no.mcpb", MimeType = "application/zip", Buffer = [1, 2, 3] });
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Archive" })).ToContainTextAsync("archive");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "in use" })).ToHaveCountAsync(0);

        await file.SetInputFilesAsync(new FilePayload { Name = "toy.mcpb", MimeType = "application/zip", Buffer = ToyMcpb.Build("1.1.0") });
        await Expect(visit.Page.GetByText("toy 1.1.0")).ToBeVisibleAsync();
        (await yard.Client.Bundles.GetAsync(Seed.Workspace, "archived", Patience.Token)).Archive.ShouldBe(first.Archive, "nothing is changed before somebody says so");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Put 1.1.0 in use" }).ClickAsync();
        await Expect(visit.Page.GetByText("Version 1.1.0 is put in use")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Archive" }).Locator("dd").First).ToContainTextAsync("1.1.0");
        (await yard.Client.Bundles.GetAsync(Seed.Workspace, "archived", Patience.Token)).Manifest!.Version.ShouldBe("1.1.0");
        await EveryPageTests.LookAsync(visit, "/console/bundles/web/archived", ColorScheme.Light, 1280);
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
