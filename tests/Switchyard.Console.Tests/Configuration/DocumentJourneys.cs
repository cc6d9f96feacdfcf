using Microsoft.Playwright;
using Switchyard.Admin.Client.Changes;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Pages;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Configuration;

/// <summary>Documents as people write them.</summary>
public sealed class DocumentJourneys(TestYard yard)
{
    [Fact]
    public async Task Who_edits_an_old_version_is_shown_the_new_one_and_keeps_his_text()
    {
        await yard.Client.Documents.WriteAsync("stale-text", "version: 1\n", cancellationToken: Patience.Token);
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/config/documents/stale-text");
        var text = visit.Page.GetByLabel("Text of the document");
        await text.FillAsync("version: 1\n# mine\n");
        await yard.Client.Documents.WriteAsync("stale-text", "version: 1\n# theirs\n", options: new ChangeOptions { Comment = "meanwhile" }, cancellationToken: Patience.Token);
        await Button(visit, "Preview").ClickAsync();
        await Expect(visit.Page.GetByText("Somebody else saved")).ToBeVisibleAsync();
        await visit.Page.GetByText("Their text").ClickAsync();
        await Expect(visit.Page.Locator(".code").Last).ToContainTextAsync("# theirs");
        await Expect(text).ToHaveValueAsync("version: 1\n# mine\n");

        // Their version is to be looked at before mine can take its place.
        await Button(visit, "Preview").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "What it would change" })).ToBeVisibleAsync();
        await Expect(Button(visit, "Apply to all nodes")).ToBeDisabledAsync();
        await Expect(Button(visit, "Try on some first")).ToBeDisabledAsync();
        await Button(visit, "I have taken over what matters: go on from theirs").ClickAsync();
        await Expect(Button(visit, "Apply to all nodes")).ToBeEnabledAsync();

        // Once more, between the preview and what follows it.
        await Button(visit, "Try on some first").ClickAsync();
        await yard.Client.Documents.WriteAsync("stale-text", "version: 1\n# theirs again\n", cancellationToken: Patience.Token);
        await Button(visit, "Begin the canary").ClickAsync();
        await Expect(visit.Page.GetByText("Somebody else saved")).ToBeVisibleAsync();
        await Expect(Button(visit, "Begin the canary")).ToHaveCountAsync(0);
        await Expect(Button(visit, "Apply to all nodes")).ToBeDisabledAsync();
        await yard.Client.Documents.DeleteAsync("stale-text", cancellationToken: Patience.Token);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_canary_is_begun_by_a_form_and_its_refusals_stand_at_its_fields()
    {
        await yard.Client.Documents.WriteAsync("tried", "version: 1\n", cancellationToken: Patience.Token);
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/config/documents/tried");
        await visit.Page.GetByLabel("Text of the document").FillAsync("version: 1\n# tried\n");
        await Button(visit, "Preview").ClickAsync();
        await Button(visit, "Try on some first").ClickAsync();
        await visit.Page.GetByLabel("Percentage of the nodes").FillAsync("100");
        await visit.Page.GetByLabel("Window").FillAsync("soon");
        await visit.Page.GetByLabel("Failed requests, at most more").FillAsync("2");
        await Button(visit, "Begin the canary").ClickAsync();
        foreach (var field in new[] { "canary.percent", "canary.window", "canary.thresholds.errorRate" })
        {
            await Expect(visit.Page.Locator($"[id='field-{field}-problem']")).ToBeVisibleAsync();
        }

        await visit.Page.GetByLabel("Who tries it").SelectOptionAsync("nodes");
        await visit.Page.Locator("fieldset input").First.CheckAsync();
        await visit.Page.GetByLabel("Window").FillAsync("5m");
        await visit.Page.GetByLabel("Failed requests, at most more").FillAsync("0.05");
        await visit.Page.GetByLabel("At its end").SelectOptionAsync("manual");
        await EveryPageTests.LookAsync(visit, "/console/config/documents/canary", ColorScheme.Light, 1280);
        await Button(visit, "Begin the canary").ClickAsync();

        // One node alone can not be compared with others: the API says so, and nothing has begun.
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("node");
        await yard.Client.Documents.DeleteAsync("tried", cancellationToken: Patience.Token);
    }

    private static ILocator Button(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
