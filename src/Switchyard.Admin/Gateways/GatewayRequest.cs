using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Gateways;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Gateways;

/// <summary>A gateway to be created or changed, as it was sent. Absent members stay, null ones go back to their default.</summary>
internal sealed record GatewayRequest
{
    public string? Id { get; init; }

    public Optional<string> Name { get; init; }

    public Optional<string> DisplayName { get; init; }

    public Optional<Labels> Labels { get; init; }

    public Optional<bool?> Enabled { get; init; }

    public required FaultList Faults { get; init; }

    public static GatewayRequest ReadNew(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var request = Read(fields);
        if (!request.Name.IsSet)
        {
            fields.Fault("name", "Is required.");
        }

        fields.Finish();
        return request;
    }

    public static GatewayRequest ReadPatch(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        if (!fields.Names.Any())
        {
            faults.Add("", "The body is empty; name at least one field to change.");
        }

        var request = Read(fields) with { Id = fields.Text("id", 64) };

        // What a read shows besides may be sent back; it decides nothing.
        fields.Ignore("status", "revision", "lastSeenAt", "ackedSeq", "pending", "instances", "createdAt", "updatedAt");
        fields.Finish();
        return request;
    }

    private static GatewayRequest Read(JsonFields fields)
    {
        var hasLabels = fields.Names.Contains("labels");
        var request = new GatewayRequest
        {
            Name = fields.GivenText("name", 1024),
            DisplayName = fields.GivenText("displayName", GatewayNames.MaxDisplayNameLength),
            Labels = hasLabels ? new Optional<Labels>(fields.Labels("labels")) : default,
            Enabled = fields.GivenFlag("enabled"),
            Faults = fields.Faults,
        };
        if (request.Name.IsSet && !fields.Faults.Any(fault => fault.Field == "name") && GatewayNames.Fault(request.Name.Value) is { } wrong)
        {
            fields.Fault("name", wrong);
        }

        if (request.DisplayName is { IsSet: true, Value: { } shown } && string.IsNullOrWhiteSpace(shown))
        {
            fields.Fault("displayName", $"Must have 1 to {GatewayNames.MaxDisplayNameLength} characters that are not all white space.");
        }

        return request;
    }
}
