using System.Net;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Postgres;

namespace Switchyard.Journeys.Tests.Edges;

/// <summary>Three nodes on one PostgreSQL behind one address, restarted one after the other, while an edge serves.</summary>
public sealed class RollingRestartTests(PostgresServer postgres)
{
    [Fact]
    [Trait("criterion", "HUB-58")]
    [Trait("criterion", "HUB-68")]
    [Trait("criterion", "HUB-78")]
    [Trait("criterion", "HUB-81")]
    public async Task No_request_notices_a_rolling_restart_and_every_change_arrives()
    {
        await using var yard = await Yard.StartAsync(nodes: 3, database: await postgres.CreateDatabaseAsync());
        await using var door = new FrontDoor(() => [.. yard.Nodes.Select(node => node.ControlPlane)]);
        await using var gateway = await RemoteGateway.StartAsync(yard, controlPlane: door.Address);
        var traffic = Traffic.Start(gateway);
        await traffic.ServesAsync(20);
        for (var node = 0; node < 3; node++)
        {
            yard.Nodes[node].Terminate();
            (await yard.Nodes[node].WaitForExitAsync()).ShouldBe(0, yard.Nodes[node].Output);
            await traffic.ServesAsync(20);
            await yard.AddNodeAsync(reuseDirectoryOf: node);

            // Made on the node that has just come back, wherever the edge is connected.
            await yard.PatchAsync("/providers/sim-anthropic", new { enabled = node % 2 != 0 }, node);
            await gateway.UntilDisabledAsync("sim-anthropic", disabled: node % 2 == 0);
            await traffic.ServesAsync(20);
        }

        await gateway.UntilRecordedAsync(await traffic.EndAsync());
    }
}
