using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Postgres;
using Switchyard.Testing.Postgres;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>Two nodes on one PostgreSQL show the same of a fleet, whichever of them its instances are connected to.</summary>
public sealed class TwoNodeGatewayTests(PostgresServer server)
{
    private const string Root = "/api/v1/gateways";

    [Fact]
    [Trait("criterion", "HUB-39")]
    public async Task Of_requests_on_both_nodes_for_the_two_places_of_tokens_two_get_one()
    {
        await using var database = PostgresDatabase.Create(await server.CreateDatabaseAsync(), TimeProvider.System, NullLoggerFactory.Instance);
        await database.MigrateAsync(TestContext.Current.CancellationToken);
        await using var one = await ControlPlane.StartAsync(database: database);
        await using var two = await ControlPlane.StartAsync(database: database);
        await new Fleet(one).CreateAsync("edge-eu");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => (number % 2 == 0 ? one : two).Http.SendAsync("POST", $"{Root}/edge-eu/tokens", "{}")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(2);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(10);
    }

    [Fact]
    [Trait("criterion", "HUB-43")]
    [Trait("criterion", "HUB-69")]
    [Trait("criterion", "HUB-14")]
    public async Task Both_nodes_show_the_same()
    {
        await using var database = PostgresDatabase.Create(await server.CreateDatabaseAsync(), TimeProvider.System, NullLoggerFactory.Instance);
        await database.MigrateAsync(TestContext.Current.CancellationToken);
        await using var one = await ControlPlane.StartAsync(database: database);
        await using var two = await ControlPlane.StartAsync(database: database);
        var fleet = new Fleet(one);
        var id = await fleet.CreateAsync("edge-eu", ",\"labels\":{\"region\":\"eu\"}");
        (await two.Http.SendAsync("POST", $"{Root}/edge-eu/tokens")).Status.ShouldBe(HttpStatusCode.Created);
        var provider = await two.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example") { Keys = [new NewProviderKey("sk-old-0123456789abcdef")] });
        var key = provider.Value!.Keys[0].Id;
        var first = await fleet.ConnectAsync(id, "one", "node-a");
        await fleet.ConnectAsync(id, "two", "node-b");
        await fleet.EndAsync(first, "age");
        await fleet.ConnectAsync(id, "one", "node-b");
        await fleet.AckAsync(id, "one", 3);
        await fleet.RejectAsync(id, "two", 3, "no room");
        await fleet.LoseAsync(id, "two", 1, 2, "age");
        await fleet.ReportAsync(id, "one", $$"""{"keys":[{"id":"{{key}}","state":"healthy","inFlight":1}]}""");
        await one.Client.ProviderKeys.UpdateAsync("main", key, new ProviderKeyPatch { Enabled = false });

        foreach (var path in new[] { Root, $"{Root}/{id}", $"{Root}/{id}/events?state=rejected", $"{Root}/{id}/events?since=2020-01-01&until=2100-01-01", $"{Root}/{id}/connections", $"{Root}/{id}/tokens" })
        {
            var (here, there) = (await one.Http.SendAsync("GET", path), await two.Http.SendAsync("GET", path));
            here.Status.ShouldBe(HttpStatusCode.OK, here.Text);
            there.Text.ShouldBe(here.Text, path);
        }

        var shown = await two.Client.Gateways.GetAsync("edge-eu");
        (shown.Status, shown.Instances[0].Node, shown.Instances[1].Rejected!.Reason, shown.Instances[1].LostRanges.Count, shown.Pending).ShouldBe(("rejected", "node-b", "no room", 1, 4));
        (await two.Client.Gateways.ConnectionsAsync("edge-eu")).Items.Count(connection => connection.Live).ShouldBe(2);
        (await two.Client.ProviderKeys.ListAsync("main")).Single().InUseBy!.Count(user => user.Kind == "gateway").ShouldBe(2);
        (await two.Client.Rollout.GetAsync()).Gateways.Select(part => part.State).ShouldBe(["lagging", "rejected"]);
        (await two.Client.Gateways.DeleteAsync("edge-eu")).Revision.ShouldBe(5);
        (await one.Http.SendAsync("GET", $"{Root}/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await one.QueryAsync<long>("select count(*) from gateway_instances")).ShouldBe([0]);
    }
}
