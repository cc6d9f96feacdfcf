using System.Text.Json;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.ProviderKeys;

/// <summary>A key to be added to a provider, as it was sent.</summary>
internal sealed record NewKeyRequest(Secret? Key, string Label, bool Enabled, int? Position, FaultList Faults)
{
    public static NewKeyRequest Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var key = fields.Secret("key");
        if (key is null && faults.IsEmpty)
        {
            fields.Fault("key", "Is required.");
        }

        var request = new NewKeyRequest(
            key,
            fields.Text("label", int.MaxValue) ?? "",
            fields.Flag("enabled", true),
            (int?)fields.Whole("position", 0, ProviderKeyRules.MaxKeys - 1),
            faults);
        fields.Finish();
        return request;
    }
}
