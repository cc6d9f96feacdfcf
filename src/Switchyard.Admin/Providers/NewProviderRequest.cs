using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Gateways;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Providers;

/// <summary>A provider to be created, as it was sent; what is wrong with it is in <see cref="Faults"/>.</summary>
internal sealed record NewProviderRequest
{
    public required string Name { get; init; }

    public required ProviderType Type { get; init; }

    public required string DisplayName { get; init; }

    public required string BaseUrl { get; init; }

    public bool Enabled { get; init; } = true;

    public bool AllowByok { get; init; }

    public ProviderSettings Settings { get; init; } = ProviderSettings.Default;

    /// <summary>Labels that a remote gateway must have to get it; null for all gateways.</summary>
    public Labels? Selector { get; init; }

    public IReadOnlyList<ProviderKeyEdit> Keys { get; init; } = [];

    public FaultList Faults { get; init; } = [];

    public static NewProviderRequest Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var name = fields.RequiredText("name", 1024);
        var type = fields.RequiredText("type", 64) is { } text ? ProviderRules.ReadType(text, faults) : null;
        var settings = fields.TryTake("settings", out var json) && type is not null
            ? ProviderSettingsJson.Read(json, type.Value, faults)
            : ProviderSettings.Default;
        var request = new NewProviderRequest
        {
            Name = name ?? "",
            Type = type ?? ProviderType.OpenAI,
            BaseUrl = fields.Text("baseUrl", ProviderRules.MaxBaseUrlLength) ?? "",
            DisplayName = fields.Text("displayName", ProviderRules.MaxDisplayNameLength) ?? name ?? "",
            Enabled = fields.Flag("enabled", true),
            AllowByok = fields.Flag("allowByok", false),
            Settings = settings,
            Selector = fields.Labels("selector"),
            Keys = ProviderKeyFields.ReadNew(fields),
            Faults = faults,
        };
        fields.Finish();
        request.Check(hasName: name is not null, hasType: type is not null);
        return request;
    }

    private void CheckKeys()
    {
        var found = new FaultList();
        ProviderKeyPlan.Create(Type, [], Keys, found);
        foreach (var fault in found.Where(fault => !Keys.Index().Any(key => key.Item.Key is null && fault.Field == $"keys[{key.Index}]")))
        {
            Faults.Add(fault.Field, fault.Detail);
        }
    }

    // Rules about a field that could not even be read would only repeat that.
    private void Check(bool hasName, bool hasType)
    {
        if (hasName)
        {
            ProviderRules.CheckName(Name, Faults);
            ProviderRules.CheckDisplayName(DisplayName, Faults);
        }

        if (hasType)
        {
            if (!Faults.Any(fault => fault.Field == "baseUrl"))
            {
                ProviderRules.CheckBaseUrl(BaseUrl, Type, Settings, Faults);
            }

            ProviderRules.CheckBedrock(Type, Settings, Faults);
            CheckKeys();
            ProviderRules.CheckKeyless(Settings, Keys.Count, Faults);
        }
    }
}
