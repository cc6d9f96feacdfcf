using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.AgentTokens;

/// <summary>A token to be issued, as it was asked for.</summary>
internal sealed record AgentTokenRequest(Guid? BuildId, string Name, DateTimeOffset? ExpiresAt, FaultList Faults)
{
    public static AgentTokenRequest Read(JsonElement body)
    {
        var fields = new JsonFields(body, [], "");
        if (!fields.Has("buildId"))
        {
            fields.Fault("buildId", "Is required.");
        }

        var name = fields.Text("name", ProviderNames.MaxLength);
        if (name is { Length: > 0 } && ProviderNames.ShapeFault(name) is { } wrong)
        {
            fields.Fault("name", wrong);
        }

        var request = new AgentTokenRequest(fields.OptionalId("buildId"), name ?? "", fields.Instant("expiresAt"), fields.Faults);
        fields.Finish();
        return request;
    }
}
