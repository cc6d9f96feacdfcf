using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.ProviderKeys;

/// <summary>What is to change of a key, as it was sent. The secret itself never changes: another secret is another key.</summary>
internal sealed record KeyPatchRequest(Optional<string> Label, Optional<bool?> Enabled, int? Position, FaultList Faults)
{
    public static KeyPatchRequest Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        if (!fields.Names.Any())
        {
            faults.Add("", "The body is empty; name at least one field to change.");
        }

        if (fields.Names.Contains("key"))
        {
            fields.Ignore("key");
            fields.Fault("key", "The secret of a key can not be changed; add the new one and delete this.");
        }

        var patch = new KeyPatchRequest(
            fields.GivenText("label", int.MaxValue),
            fields.GivenFlag("enabled"),
            (int?)fields.Whole("position", 0, ProviderKeyRules.MaxKeys - 1),
            faults);
        fields.Ignore("id", "masked", "createdAt", "lastUsedAt", "health", "safeToRevoke", "inUseBy");
        fields.Finish();
        return patch;
    }
}
