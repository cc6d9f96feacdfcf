using Microsoft.Playwright;
using Switchyard.Admin.Client.GatewayTokens;
using Switchyard.Admin.Client.Gateways;
using Switchyard.Admin.Client.Providers;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Yards;
using Switchyard.Hub.Protocol;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Gateways;

/// <summary>Remote gateways as people watch them. Who waits for all gateways waits for these, and what others change is sent to them too.</summary>
[Collection(nameof(Undisturbed))]
public sealed class GatewayJourneys(TestYard yard)
{
    [Fact]
    [Trait("criterion", "HUB-44")]
    public async Task The_chosen_gateway_stays_chosen_and_shows_its_events_connections_last_error_and_pending_count()
    {
        await yard.Client.Gateways.CreateAsync(new NewGateway("chosen-first"), cancellationToken: Patience.Token);
        await yard.Client.Gateways.CreateAsync(new NewGateway("chosen-second"), cancellationToken: Patience.Token);
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/gateways");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "chosen-second" }).ClickAsync();
        await Expect(Heading(visit, "chosen-second")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Issue a token" }).ClickAsync();
        var token = await visit.Page.Locator(".code code").TextContentAsync();
        token.ShouldNotBeNull().ShouldStartWith("swg_");

        var (instance, seq) = await ToyInstance.ConnectAsync(yard.Address, token);
        await using (instance)
        {
            await instance.SendAsync(new AckFrame(seq, null));
            await Expect(visit.Page.Locator("section", new() { HasText = "Connections" })).ToContainTextAsync("toy-instance");
            await yard.Client.Providers.UpdateAsync("sim-anthropic", new ProviderPatch { DisplayName = "Told to the chosen one" }, cancellationToken: Patience.Token);
            var next = await instance.NextAsync();
            await Expect(visit.Page.Locator("#pending")).ToHaveTextAsync("1");
            await instance.SendAsync(new NackFrame(next, "the toy does not like it", seq));

            var connections = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Connections" });
            await Expect(connections).ToContainTextAsync("the toy does not like it");
            var events = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Events" });
            await Expect(events.GetByRole(AriaRole.Row).Filter(new() { Has = Number(visit, next) }).First).ToContainTextAsync("rejected");
            await Expect(visit.Page.Locator(".tile .badge")).ToHaveTextAsync("rejected");

            // Whatever becomes of the others, and of this page, the choice is the person's.
            await yard.Client.Gateways.UpdateAsync("chosen-first", new GatewayPatch { DisplayName = "Changed meanwhile" }, cancellationToken: Patience.Token);
            await visit.Page.ReloadAsync();
            await visit.LivesAsync();
            await Expect(Heading(visit, "chosen-second")).ToBeVisibleAsync();
        }

        await yard.Client.Gateways.DeleteAsync("chosen-second", cancellationToken: Patience.Token);
        await Expect(visit.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("There is no such gateway");
        visit.Page.Url.ShouldEndWith("/console/gateways/chosen-second");
        await Expect(Heading(visit, "chosen-first")).ToHaveCountAsync(0);
        await yard.Client.Gateways.DeleteAsync("chosen-first", cancellationToken: Patience.Token);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public async Task The_yard_says_who_refused_a_revision_and_why()
    {
        await yard.Client.Gateways.CreateAsync(new NewGateway("refuses"), cancellationToken: Patience.Token);
        var token = (await yard.Client.GatewayTokens.CreateAsync("refuses", new NewGatewayToken(), cancellationToken: Patience.Token)).Value!.Secret!;
        await using var visit = await yard.VisitAsync("viewer");
        await visit.GoAsync("/console");
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "refuses" });
        var (instance, seq) = await ToyInstance.ConnectAsync(yard.Address, token);
        await using (instance)
        {
            await instance.SendAsync(new AckFrame(seq, null));
            await Expect(row).ToContainTextAsync("gateway at");
            await yard.Client.Providers.UpdateAsync("sim-anthropic", new ProviderPatch { DisplayName = "Told to who refuses" }, cancellationToken: Patience.Token);
            var next = await instance.NextAsync();
            await Expect(visit.Page.Locator(".change-number").And(Number(visit, next))).ToBeVisibleAsync();
            await instance.SendAsync(new NackFrame(next, "this can not be served here", seq));
            await Expect(row).ToContainTextAsync($"refused {next}: this can not be served here");
            await Expect(row.Locator(".badge")).ToHaveTextAsync("rejected");

            // It owes an answer to a newer revision now, and lacks what it refused all the same.
            var later = await yard.Client.Providers.UpdateAsync("sim-anthropic", new ProviderPatch { DisplayName = "Told to who refused before" }, cancellationToken: Patience.Token);
            await Expect(visit.Page.Locator(".rollout")).ToContainTextAsync($"Revision {later.Revision}:");
            await Expect(row.Locator(".badge")).ToHaveTextAsync("rejected");
        }

        await Expect(row.Locator(".badge")).ToHaveTextAsync("offline");
        await Expect(row).ToContainTextAsync("this can not be served here");

        await yard.Client.Gateways.DeleteAsync("refuses", cancellationToken: Patience.Token);
        await Expect(row).ToHaveCountAsync(0);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_of_a_gateway_that_is_stale_tells_what_others_changed()
    {
        await yard.Client.Gateways.CreateAsync(new NewGateway("edited-gateway") { Labels = new Dictionary<string, string> { ["region"] = "eu" } }, cancellationToken: Patience.Token);
        await using var visit = await yard.VisitAsync("operator");
        await visit.GoAsync("/console/gateways/edited-gateway");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await visit.Page.GetByLabel("Display name").FillAsync("Mine");
        await yard.Client.Gateways.UpdateAsync("edited-gateway", new GatewayPatch { Labels = new Dictionary<string, string> { ["region"] = "us" } }, cancellationToken: Patience.Token);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator(".stale")).ToContainTextAsync("labels was “region=eu” and is “region=us”");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep their change and mine" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.GetByText("Mine")).ToBeVisibleAsync();
        var both = await yard.Client.Gateways.GetAsync("edited-gateway", Patience.Token);
        (both.DisplayName, both.Labels["region"]).ShouldBe(("Mine", "us"));
        await yard.Client.Gateways.DeleteAsync("edited-gateway", cancellationToken: Patience.Token);
    }

    // Exactly: a number is a part of many an id.
    private static ILocator Number(Visit visit, long number) => visit.Page.GetByText(number.ToString(), new() { Exact = true });

    private static ILocator Heading(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 });
}
