using Microsoft.Playwright;
using Switchyard.Admin.Client;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Pages;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;
using static Microsoft.Playwright.Assertions;

namespace Switchyard.Console.Tests.Configuration;

/// <summary>Two nodes on one database, two people: what one of them tries on one node, the other takes back; the second time it is promoted.</summary>
public sealed class CanaryJourney(TestYard yard, PostgresServer postgres) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private const string Before = "version: 1\n# before\n";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("switchyard-console-canary-");
    private readonly List<NodeProcess> _nodes = [];

    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        foreach (var name in new[] { "tries", "waits" })
        {
            _nodes.Add(await NodeProcess.StartAsync(
                ["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--node-name", name, "--database", database, "--data-dir", Path.Combine(_data.FullName, name)],
                new Dictionary<string, string?> { ["SWITCHYARD_ADMIN_TOKEN"] = TestYard.Token, ["SWITCHYARD_SECRET_KEYS"] = "c3dpdGNoeWFyZC1jYW5hcnktdGVzdC1rZXktMDAwMDE=" }));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task A_canary_is_watched_from_both_nodes_taken_back_by_one_and_promoted_the_second_time()
    {
        using var client = SwitchyardClient.Connect(_nodes[0].ControlPlane, TestYard.Token);
        await client.Documents.WriteAsync("team", Before, cancellationToken: Patience.Token);
        var session = await TestYard.SessionOfAsync(_nodes[0].ControlPlane, TestYard.Token);
        await using var mine = await Visit.BeginAsync(yard.Browser, _nodes[0].ControlPlane, session);
        await using var theirs = await Visit.BeginAsync(yard.Browser, _nodes[1].ControlPlane, session);
        await theirs.GoAsync("/console/config");
        await Expect(Canary(theirs)).ToHaveCountAsync(0);

        await BeginAsync(mine, "version: 1\n# first try\n");
        await Expect(Canary(theirs)).ToBeVisibleAsync();
        await Expect(Canary(theirs).GetByRole(AriaRole.Row).Filter(new() { HasText = "tries" })).ToContainTextAsync("canary");
        await Expect(Canary(theirs).GetByRole(AriaRole.Row).Filter(new() { HasText = "waits" })).ToBeVisibleAsync();
        await EveryPageTests.LookAsync(theirs, "/console/config/canary", ColorScheme.Light, 1280);

        await Button(theirs, "Take back").ClickAsync();
        await Expect(theirs.Page.GetByText("The canary is taken back by revision")).ToBeVisibleAsync();
        await Expect(Canary(theirs)).ToHaveCountAsync(0);
        (await client.Documents.GetAsync("team", Patience.Token)).Value.Content.ShouldBe(Before);

        await BeginAsync(mine, "version: 1\n# second try\n");
        await mine.GoAsync("/console/config");
        await Button(mine, "Promote to all").ClickAsync();
        await Expect(mine.Page.GetByText("The canary is promoted by revision")).ToBeVisibleAsync();
        await Expect(Canary(theirs)).ToHaveCountAsync(0);
        (await client.Documents.GetAsync("team", Patience.Token)).Value.Content.ShouldBe("version: 1\n# second try\n");
        mine.Complaints.ShouldBeEmpty();
        theirs.Complaints.ShouldBeEmpty();
    }

    private static async Task BeginAsync(Visit visit, string text)
    {
        await visit.GoAsync("/console/config/documents/team");
        await visit.Page.GetByLabel("Text of the document").FillAsync(text);
        await Button(visit, "Preview").ClickAsync();
        await Button(visit, "Try on some first").ClickAsync();
        await visit.Page.GetByLabel("Who tries it").SelectOptionAsync("nodes");
        await visit.Page.GetByLabel("tries", new() { Exact = true }).CheckAsync();
        await visit.Page.GetByLabel("Window").FillAsync("5m");
        await visit.Page.GetByLabel("At its end").SelectOptionAsync("manual");
        await Button(visit, "Begin the canary").ClickAsync();
        await Expect(visit.Page.GetByText("has begun; the configuration page compares its nodes with the others.")).ToBeVisibleAsync();
    }

    private static ILocator Canary(Visit visit) => visit.Page.GetByRole(AriaRole.Region, new() { Name = "Canary of revision" });

    private static ILocator Button(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
