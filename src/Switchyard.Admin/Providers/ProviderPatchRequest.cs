using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Gateways;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Providers;

/// <summary>What is to change of a provider, as it was sent. Absent members stay, null ones go back to their default.</summary>
internal sealed record ProviderPatchRequest
{
    public string? Id { get; init; }

    public string? Type { get; init; }

    public Optional<string> Name { get; init; }

    public Optional<string> DisplayName { get; init; }

    public Optional<string> BaseUrl { get; init; }

    public Optional<bool?> Enabled { get; init; }

    public Optional<bool?> AllowByok { get; init; }

    /// <summary>The settings to merge, a JSON object.</summary>
    public Optional<JsonElement?> Settings { get; init; }

    /// <summary>Labels that a remote gateway must have to get it; null for all gateways.</summary>
    public Optional<Labels> Selector { get; init; }

    /// <summary>The whole list of keys; null leaves them.</summary>
    public IReadOnlyList<ProviderKeyEdit>? Keys { get; init; }

    public FaultList Faults { get; init; } = [];

    public static ProviderPatchRequest Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        if (!fields.Names.Any())
        {
            faults.Add("", "The body is empty; name at least one field to change.");
        }

        var (hasSettings, hasSelector) = (fields.Names.Contains("settings"), fields.Names.Contains("selector"));
        var patch = new ProviderPatchRequest
        {
            Id = fields.Text("id", 64),
            Type = fields.Text("type", 64),
            Name = fields.GivenText("name", 1024),
            DisplayName = fields.GivenText("displayName", ProviderRules.MaxDisplayNameLength),
            BaseUrl = fields.GivenText("baseUrl", ProviderRules.MaxBaseUrlLength),
            Enabled = fields.GivenFlag("enabled"),
            AllowByok = fields.GivenFlag("allowByok"),
            Settings = hasSettings ? new Optional<JsonElement?>(fields.TryTake("settings", out var settings) ? settings.Clone() : null) : default,
            Selector = hasSelector ? new Optional<Labels>(fields.Labels("selector")) : default,
            Keys = ProviderKeyFields.ReadEdits(fields),
            Faults = faults,
        };
        if (patch.Settings is { IsSet: true, Value: { ValueKind: not JsonValueKind.Object } })
        {
            fields.Fault("settings", "Must be an object.");
        }

        // What a read shows besides may be sent back; it decides nothing.
        fields.Ignore("origin", "definedIn", "status", "createdAt", "updatedAt");
        fields.Finish();
        return patch;
    }
}
