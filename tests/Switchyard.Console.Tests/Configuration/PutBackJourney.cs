using Microsoft.Playwright;
using Switchyard.Admin.Client.Providers;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Configuration;

/// <summary>A document from its first letter to its being put back, which puts everything back: no other test may have the yard meanwhile.</summary>
[Collection(nameof(Undisturbed))]
public sealed class PutBackJourney(TestYard yard)
{
    private const string Good = "version: 1\nroutes:\n  - name: quick\n    targets:\n      - {provider: sim-openai, model: gpt-sim}\n";

    [Fact]
    public async Task A_text_is_checked_while_it_is_typed_previewed_applied_watched_and_put_back()
    {
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/config/new");
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("journey");
        var text = visit.Page.GetByLabel("Text of the document");
        await text.FillAsync("version: 1\nrutes: []\n");
        await Expect(visit.Page.Locator(".editor-faults li").First).ToContainTextAsync("2:");
        await Expect(visit.Page.Locator(".ink-line.faulty")).ToHaveCountAsync(1);
        await Expect(Button(visit, "Preview")).ToBeDisabledAsync();

        await text.FillAsync(Good);
        await Expect(visit.Page.Locator(".editor-faults li")).ToHaveCountAsync(0);
        await visit.Page.GetByLabel("Comment for the history").FillAsync("for the journey");
        await Button(visit, "Preview").ClickAsync();
        await Expect(visit.Page.Locator(".diff")).ToContainTextAsync("routes/quick");
        await Expect(visit.Page.GetByText("Put in force")).ToBeVisibleAsync();
        await Button(visit, "Apply to all nodes").ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(yard.Address, "/console/config/documents/journey").ToString());
        var versions = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Versions" });
        await Expect(versions).ToContainTextAsync("for the journey");

        await text.FillAsync(Good.Replace("quick", "quicker", StringComparison.Ordinal));
        await Button(visit, "Preview").ClickAsync();
        await Button(visit, "Apply to all nodes").ClickAsync();
        await Expect(visit.Page.GetByText("is in force everywhere.")).ToBeVisibleAsync();

        await versions.GetByRole(AriaRole.Link).Last.ClickAsync();
        await Button(visit, "Put it back…").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "What putting it back would do" })).ToContainTextAsync("quick");

        // What was not shown is not taken away.
        await yard.Client.Providers.CreateAsync(new NewProvider("unseen", "openai", "http://127.0.0.1:9/"), cancellationToken: Patience.Token);
        await Button(visit, "Put it back").ClickAsync();
        await Expect(visit.Page.GetByText("Somebody changed something meanwhile.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "What putting it back would do" })).ToContainTextAsync("unseen");
        await Button(visit, "Put it back").ClickAsync();
        await Expect(visit.Page.GetByText("is back, as revision")).ToBeVisibleAsync();
        (await yard.Client.Documents.GetAsync("journey", Patience.Token)).Value.Content.ShouldBe(Good);
        visit.Complaints.ShouldBeEmpty();
    }

    private static ILocator Button(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
