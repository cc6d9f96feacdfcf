using Microsoft.Playwright;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Requests;

/// <summary>What was asked, as operators look for it.</summary>
public sealed class RequestJourneys(TestYard yard)
{
    [Fact]
    public async Task Requests_are_found_by_user_and_opened()
    {
        var seeded = await Seed.GrowAsync(yard);
        await using var visit = await yard.VisitAsync("viewer");
        await visit.GoAsync("/console/requests");
        await visit.Page.GetByLabel("User", new() { Exact = true }).FillAsync("ann");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(visit.Address, "/console/requests?user=ann").ToString());
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(4);

        await visit.Page.Locator($"a[href$='{seeded.Request}']").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Timeline" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Tokens and cost" })).ToBeVisibleAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Usage_is_exported_as_it_is_shown()
    {
        await Seed.GrowAsync(yard);
        await using var visit = await yard.VisitAsync("viewer");
        await visit.GoAsync("/console/usage");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "ann" })).ToBeVisibleAsync();
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Export CSV" }).ClickAsync());
        var text = await File.ReadAllLinesAsync(await download.PathAsync(), Patience.Token);
        text[0].ShouldStartWith("user,requests,failed,input_tokens");
        text.ShouldContain(static line => line.StartsWith("ann,4,0,", StringComparison.Ordinal));
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_arrives_on_the_open_page()
    {
        await using var visit = await yard.VisitAsync("viewer");
        await visit.GoAsync("/console/events");
        var events = visit.Page.Locator(".tail li");

        // Unless another test has just changed something.
        await Expect(visit.Page.GetByText("Nothing has happened yet").Or(events).First).ToBeVisibleAsync();
        await yard.Client.Users.CreateAsync(new("seen-in-events"), cancellationToken: Patience.Token);
        await Expect(events.Filter(new() { HasText = "access_keys_changed" }).First).ToBeVisibleAsync();
        visit.Complaints.ShouldBeEmpty();
    }
}
