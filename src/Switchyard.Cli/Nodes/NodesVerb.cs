using System.CommandLine;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Gateways;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Nodes;

/// <summary><c>switchyard nodes</c></summary>
internal static class NodesVerb
{
    public static Command Create(CliVerb verb) => verb.Create("nodes", "Lists the nodes and what they run, then the remote gateways; as JSON the nodes alone.", [], ListAsync);

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        call.Printer.Table(
            await call.Client.Nodes.ListAsync(cancellationToken),
            ("NODE", node => node.Name),
            ("ID", node => node.Id.ToString("D")),
            ("STATE", node => node.State),
            ("REVISION", node => node.Canary is null ? node.Revision.ToString() : $"{node.Revision} (canary {node.Canary})"),
            ("VERSION", node => node.Version),
            ("STARTED", node => Shown.Time(node.StartedAt)),
            ("SEEN", node => Shown.Time(node.SeenAt)),
            ("REASON", node => node.Reason ?? ""));
        if (call.Printer.IsJson)
        {
            return;
        }

        var gateways = await Pages.AllAsync(cursor => call.Client.Gateways.ListAsync(1000, cursor, cancellationToken));
        if (gateways.Count > 0)
        {
            GatewayTables.Print(call, gateways);
        }
    }
}
