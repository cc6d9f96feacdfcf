using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Proxying;

/// <summary>A rotation as it was asked for.</summary>
internal sealed record ProxyRotationRequest(bool Immediately, FaultList Faults)
{
    public static ProxyRotationRequest Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var request = new ProxyRotationRequest(fields.Flag("immediately", fallback: false), faults);
        fields.Finish();
        return request;
    }
}
