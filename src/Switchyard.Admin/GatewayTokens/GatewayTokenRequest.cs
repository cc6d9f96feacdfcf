using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.GatewayTokens;

/// <summary>A token to be issued, as it was asked for.</summary>
internal sealed record GatewayTokenRequest(DateTimeOffset? ExpiresAt, FaultList Faults)
{
    public static GatewayTokenRequest Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var request = new GatewayTokenRequest(fields.Instant("expiresAt"), faults);
        fields.Finish();
        return request;
    }
}
