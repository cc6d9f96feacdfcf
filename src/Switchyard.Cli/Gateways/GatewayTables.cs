using Switchyard.Admin.Client.Gateways;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Gateways;

/// <summary>Gateways and their instances as tables.</summary>
internal static class GatewayTables
{
    public static void Print(CliCall call, IReadOnlyList<Gateway> gateways) => call.Printer.Table(
        gateways,
        ("GATEWAY", gateway => gateway.Name),
        ("STATUS", gateway => gateway.Status),
        ("INSTANCES", gateway => $"{gateway.Instances.Count(instance => instance.ConnectedAt is not null)}/{gateway.Instances.Count}"),
        ("REVISION", gateway => gateway.Revision.ToString()),
        ("PENDING", gateway => gateway.Pending.ToString()),
        ("LABELS", gateway => Shown.Labels(gateway.Labels)),
        ("SEEN", gateway => Shown.Time(gateway.LastSeenAt)));

    public static void Print(CliCall call, IReadOnlyList<GatewayInstance> instances) => call.Printer.Table(
        instances,
        ("INSTANCE", instance => instance.InstanceId),
        ("STATUS", instance => instance.Status),
        ("NODE", instance => instance.Node),
        ("REVISION", instance => instance.Revision.ToString()),
        ("ACKED", instance => instance.AckedSeq.ToString()),
        ("PENDING", instance => instance.Pending.ToString()),
        ("CONNECTED", instance => Shown.Time(instance.ConnectedAt)),
        ("SEEN", instance => Shown.Time(instance.LastSeenAt)),
        ("NOTE", Note));

    private static string Note(GatewayInstance instance) =>
        instance.Rejected is { } rejected ? $"refused {rejected.Seq}: {rejected.Reason}"
        : instance.LostRanges is [var lost, ..] ? $"missed {lost.From} to {lost.To} ({lost.Reason})"
        : "";
}
