using System.CommandLine;
using Switchyard.Admin.Client.Gateways;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Gateways;

/// <summary><c>switchyard gateways …</c></summary>
internal static class GatewayVerbs
{
    private static readonly Argument<string> Gateway = new("gateway") { Description = "Id or name of the gateway." };
    private static readonly Argument<string> NewName = new("name") { Description = "Name of the new gateway: lower-case letters, digits and single hyphens, 3 to 63 characters." };
    private static readonly Option<string?> DisplayName = new("--display-name") { Description = "What people call it." };
    private static readonly Option<string?> Rename = new("--name") { Description = "A new name." };
    private static readonly Option<string[]?> Label = new("--label") { Description = "A label by which providers and routes select it, as NAME=VALUE; repeat it for several. An update replaces all." };
    private static readonly Option<bool> NoLabels = new("--no-labels") { Description = "Takes all labels away." };
    private static readonly Option<bool> Disabled = new("--disabled") { Description = "Creates it disabled." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "gateways",
        "Manages remote gateways: 'edge' processes that need no database.",
        verb.Create("list", "Lists gateways and how they fare.", [], ListAsync),
        verb.Create("show", "Shows a gateway with its instances.", [Gateway], ShowAsync),
        verb.Create("create", "Creates a gateway; issue a token for it with 'gateways tokens create'.", ChangeInput.Options(NewName, DisplayName, Label, Disabled), CreateAsync),
        verb.Create("update", "Changes a gateway.", ChangeInput.Options(Gateway, Rename, DisplayName, Label, NoLabels), UpdateAsync),
        verb.Create("enable", "Enables a gateway.", ChangeInput.Options(Gateway), (call, ct) => PatchAsync(call, new GatewayPatch { Enabled = true }, "enabled", ct)),
        verb.Create("disable", "Disables a gateway: its instances drop what they know and serve nothing.", ChangeInput.Options(Gateway), (call, ct) => PatchAsync(call, new GatewayPatch { Enabled = false }, "disabled", ct)),
        verb.Create("delete", "Deletes a gateway with its tokens: its instances drop what they know.", ChangeInput.Options(Gateway), DeleteAsync),
        GatewayHistoryVerbs.Events(verb),
        GatewayHistoryVerbs.Connections(verb),
        GatewayTokenVerbs.Create(verb));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        GatewayTables.Print(call, await Pages.AllAsync(cursor => call.Client.Gateways.ListAsync(1000, cursor, cancellationToken)));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        var gateway = await call.Client.Gateways.GetAsync(call.Get(Gateway), cancellationToken);
        call.Printer.Record(
            gateway,
            ("name", found => found.Name),
            ("id", found => found.Id.ToString("D")),
            ("display name", found => found.DisplayName),
            ("labels", found => found.Labels.Count == 0 ? null : Shown.Labels(found.Labels)),
            ("status", found => found.Status),
            ("revision", found => found.Revision.ToString()),
            ("acknowledged", found => found.AckedSeq.ToString()),
            ("pending", found => found.Pending.ToString()),
            ("seen", found => Shown.Time(found.LastSeenAt)),
            ("created", found => Shown.Time(found.CreatedAt)),
            ("updated", found => Shown.Time(found.UpdatedAt)));
        if (!call.Printer.IsJson && gateway.Instances.Count > 0)
        {
            GatewayTables.Print(call, gateway.Instances);
        }
    }

    private static async Task<int> CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var gateway = new NewGateway(call.Get(NewName)) { DisplayName = call.Get(DisplayName), Labels = LabelInput.Read(call, Label), Enabled = call.Get(Disabled) ? false : null };
        return ChangeInput.Tell(call, await call.Client.Gateways.CreateAsync(gateway, ChangeInput.Read(call), cancellationToken), $"Gateway {gateway.Name} created");
    }

    private static Task<int> UpdateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var patch = new GatewayPatch { Name = call.Get(Rename), DisplayName = call.Get(DisplayName), Labels = LabelInput.Read(call, Label, NoLabels) };
        return patch == new GatewayPatch()
            ? throw new CliException(ExitCodes.Usage, "Nothing to change was given.", "Use --name, --display-name, --label or --no-labels.")
            : PatchAsync(call, patch, "updated", cancellationToken);
    }

    private static async Task<int> PatchAsync(CliCall call, GatewayPatch patch, string done, CancellationToken cancellationToken)
    {
        var updated = await call.Client.Gateways.UpdateAsync(call.Get(Gateway), patch, ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, updated, $"Gateway {updated.Value?.Name} {done}");
    }

    private static async Task<int> DeleteAsync(CliCall call, CancellationToken cancellationToken) =>
        ChangeInput.Tell(call, await call.Client.Gateways.DeleteAsync(call.Get(Gateway), ChangeInput.Read(call), cancellationToken), $"Gateway {call.Get(Gateway)} deleted");
}
