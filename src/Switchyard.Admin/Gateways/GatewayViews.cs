using System.Text.Json.Nodes;
using Switchyard.Hub.Gateways;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Admin.Gateways;

/// <summary>Shows gateways.</summary>
internal static class GatewayViews
{
    public static GatewayView Of(GatewayStatus gateway, ILookup<(Guid Gateway, string Instance), LostRangeRow> lost) => new()
    {
        Id = gateway.Row.Id,
        Name = gateway.Row.Name,
        DisplayName = gateway.Row.DisplayName,
        Labels = Labels.Parse(gateway.Row.LabelsJson).Pairs,
        Enabled = gateway.Row.Enabled,
        Status = gateway.State,
        Revision = gateway.Revision,
        LastSeenAt = gateway.LastSeenAt,
        AckedSeq = gateway.AckedSeq,
        Pending = gateway.Pending,
        Instances = [.. gateway.Instances.Select(instance => Of(instance, lost))],
        CreatedAt = gateway.Row.CreatedAt,
        UpdatedAt = gateway.Row.UpdatedAt,
    };

    /// <summary>What an operator decided about it: what differences are shown of and what the audit hashes.</summary>
    public static JsonObject Facts(GatewayRow row) => new()
    {
        ["name"] = row.Name,
        ["displayName"] = row.DisplayName,
        ["labels"] = JsonNode.Parse(row.LabelsJson),
        ["enabled"] = row.Enabled,
    };

    private static GatewayInstanceView Of(InstanceStatus instance, ILookup<(Guid Gateway, string Instance), LostRangeRow> lost) => new()
    {
        InstanceId = instance.Row.InstanceId,
        Status = instance.State,
        Node = instance.Connection?.Node,
        Version = instance.Row.ProductVersion,
        Revision = instance.Row.Revision,
        AckedSeq = instance.AckedSeq,
        Pending = instance.Pending,
        ConnectedAt = instance.Connection?.ConnectedAt,
        LastSeenAt = instance.Row.LastSeenAt,
        Rejected = instance.RejectedSeq is { } seq ? new GatewayRejectionView(seq, instance.Row.Reason) : null,
        LostRanges = [.. lost[(instance.Row.GatewayId, instance.Row.InstanceId)].Select(range => new LostRangeView(range.FromSeq, range.ToSeq, range.Reason, range.At))],
    };
}
