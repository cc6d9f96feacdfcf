using System.Text.Json;
using Switchyard.Admin.Tests.Gateways;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;

namespace Switchyard.Cli.Tests.Gateways;

public sealed class GatewayVerbTests
{
    [Fact]
    [Trait("criterion", "HUB-38")]
    public async Task A_gateway_lives_its_whole_life_on_the_command_line()
    {
        await using var plane = await ControlPlane.StartAsync();

        var created = await CliRun.RunAsync(plane, "", "gateways", "create", "edge-eu", "--display-name", "Europe", "--label", "region=eu", "--label", "tier=1");
        var shown = await CliRun.RunAsync(plane, "", "gateways", "show", "edge-eu", "--json");
        var updated = await CliRun.RunAsync(plane, "", "gateways", "update", "edge-eu", "--name", "edge-west", "--no-labels");
        var disabled = await CliRun.RunAsync(plane, "", "gateways", "disable", "edge-west");
        var listed = await CliRun.RunAsync(plane, "", "gateways", "list");
        var enabled = await CliRun.RunAsync(plane, "", "gateways", "enable", "edge-west");
        var deleted = await CliRun.RunAsync(plane, "", "gateways", "delete", "edge-west");
        var gone = await CliRun.RunAsync(plane, "", "gateways", "show", "edge-west");

        created.ShouldBe(new CliRun(0, "Gateway edge-eu created (revision 1).\n", ""));
        JsonElement.Parse(shown.Out).GetProperty("labels").GetProperty("region").GetString().ShouldBe("eu");
        updated.Out.ShouldBe("Gateway edge-west updated (revision 2).\n");
        disabled.Out.ShouldBe("Gateway edge-west disabled (revision 3).\n");
        Cells(listed.Out, 1)[..2].ShouldBe(["edge-west", "disabled"]);
        enabled.ExitCode.ShouldBe(0);
        deleted.Out.ShouldBe("Gateway edge-west deleted (revision 5).\n");
        gone.ExitCode.ShouldBe(ExitCodes.NotFound);
    }

    [Fact]
    [Trait("criterion", "HUB-39")]
    public async Task Tokens_are_issued_listed_and_revoked_on_the_command_line()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "gateways", "create", "edge-eu");

        var issued = await CliRun.RunAsync(plane, "", "gateways", "tokens", "create", "edge-eu", "--expires", "720h");
        var second = await CliRun.RunAsync(plane, "", "gateways", "tokens", "create", "edge-eu", "--json");
        var third = await CliRun.RunAsync(plane, "", "gateways", "tokens", "create", "edge-eu");
        var listed = await CliRun.RunAsync(plane, "", "gateways", "tokens", "list", "edge-eu");
        var revoked = await CliRun.RunAsync(plane, "", "gateways", "tokens", "revoke", "edge-eu", Cells(listed.Out, 1)[0]);

        issued.Out.Trim().ShouldStartWith("swg_");
        issued.Error.ShouldContain("shown this once");
        JsonElement.Parse(second.Out).GetProperty("value").GetProperty("secret").GetString()!.ShouldStartWith("swg_");
        third.ExitCode.ShouldBe(ExitCodes.Conflict);
        listed.Out.ShouldNotContain(issued.Out.Trim());
        Cells(listed.Out, 1)[1].ShouldBe($"…{issued.Out.Trim()[^4..]}");
        revoked.Out.ShouldEndWith(" revoked (revision 4).\n");
    }

    [Fact]
    [Trait("criterion", "HUB-69")]
    public async Task Events_and_connections_are_shown()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(id, "one");
        await fleet.AckAsync(id, "one", 1);
        await fleet.CreateAsync("edge-us");
        await fleet.RejectAsync(id, "one", 2, "no room");

        var events = await CliRun.RunAsync(plane, "", "gateways", "events", "edge-eu");
        var rejected = await CliRun.RunAsync(plane, "", "gateways", "events", "edge-eu", "--state", "rejected", "--json");
        var connections = await CliRun.RunAsync(plane, "", "gateways", "connections", "edge-eu");
        var shown = await CliRun.RunAsync(plane, "", "gateways", "show", "edge-eu");

        Cells(events.Out, 1)[..4].ShouldBe(["2", "rejected", "gateways_changed", "create"]);
        Cells(events.Out, 2)[..2].ShouldBe(["1", "acked"]);
        events.Out.ShouldContain("one rejected in 5 ms (no room)");
        JsonElement.Parse(rejected.Out).GetArrayLength().ShouldBe(1);
        Cells(connections.Out, 1)[..3].ShouldBe(["one", "node-a", "192.0.2.7"]);
        shown.Out.ShouldContain("refused 2: no room");
    }

    [Fact]
    [Trait("criterion", "HUB-56")]
    public async Task Nodes_rollout_and_waits_show_gateways()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        var id = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(id, "one");
        await fleet.RejectAsync(id, "one", 5, "no room");

        var nodes = await CliRun.RunAsync(plane, "", "nodes");
        var nodesJson = await CliRun.RunAsync(plane, "", "nodes", "--json");
        var waited = await CliRun.RunAsync(plane, "", "providers", "add", "main", "--type", "openai", "--base-url", "https://api.example", "--wait", "30s");
        var rollout = await CliRun.RunAsync(plane, "", "rollout", "--wait", "30s");

        nodes.Out.ShouldContain("node-under-test");
        nodes.Out.ShouldContain("edge-eu rejected 1/1");
        JsonElement.Parse(nodesJson.Out).GetArrayLength().ShouldBe(1);
        waited.ExitCode.ShouldBe(ExitCodes.Failed);
        waited.Error.ShouldBe("gateway edge-eu/one: rejected, no room\n");
        rollout.ExitCode.ShouldBe(ExitCodes.Failed);
        rollout.Out.ShouldContain("edge-eu/one");
    }

    [Fact]
    [Trait("criterion", "HUB-41")]
    public async Task A_provider_is_given_to_some_gateways_and_back_to_all()
    {
        await using var plane = await ControlPlane.StartAsync();

        var added = await CliRun.RunAsync(plane, "", "providers", "add", "main", "--type", "openai", "--base-url", "https://api.example", "--selector", "region=eu", "--selector", "tier=1");
        var shown = await CliRun.RunAsync(plane, "", "providers", "get", "main");
        var both = await CliRun.RunAsync(plane, "", "providers", "update", "main", "--selector", "region=us", "--all-gateways");
        var twice = await CliRun.RunAsync(plane, "", "providers", "update", "main", "--selector", "region=us", "--selector", "region=eu");
        var all = await CliRun.RunAsync(plane, "", "providers", "update", "main", "--all-gateways");
        var after = await CliRun.RunAsync(plane, "", "providers", "get", "main", "--json");

        added.ExitCode.ShouldBe(0, added.Error);
        shown.Out.ShouldContain("region=eu, tier=1");
        both.ExitCode.ShouldBe(ExitCodes.Usage);
        twice.ExitCode.ShouldBe(ExitCodes.Usage);
        all.ExitCode.ShouldBe(0);
        JsonElement.Parse(after.Out).GetProperty("selector").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static string[] Cells(string table, int line) => table.Split('\n')[line].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
