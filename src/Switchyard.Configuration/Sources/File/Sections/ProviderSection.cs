using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Gateways;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>providers</c>: the fields and rules of the API, the keys in failover order.</summary>
internal static class ProviderSection
{
    public static ProviderConfig Read(JsonFields fields, string name, Origin origin)
    {
        var before = fields.Faults.Count;
        var typeName = fields.Text("type", 64);
        var type = fields.Faults.Count == before ? ProviderRules.ReadType(typeName, fields.Faults, fields.PathOf("type")) : null;
        var settings = fields.TryTake("settings", out var json)
            ? ProviderSettingsJson.Read(json, type ?? ProviderType.OpenAI, type is null ? [] : fields.Faults, fields.PathOf("settings"), fields.Scalars)
            : ProviderSettings.Default;
        var provider = new ProviderConfig
        {
            Id = FileIds.OfProvider(name),
            Name = name,
            Type = type ?? ProviderType.OpenAI,
            DisplayName = fields.Text("displayName", ProviderRules.MaxDisplayNameLength) ?? (name.Length == 0 ? "?" : name),
            BaseUrl = fields.Text("baseUrl", ProviderRules.MaxBaseUrlLength) ?? "",
            Enabled = fields.Flag("enabled", true),
            AllowByok = fields.Flag("allowByok", false),
            Settings = settings,
            Selector = fields.Labels("selector") ?? Labels.None,
            Keys = [.. fields.List("keys", 1000).Select((key, position) => Key(fields.Nested(key.Name, key.Item), name, position))],
            Origin = origin,
        };
        var faults = new FaultList();
        ProviderRules.Check(provider, faults);
        ProviderKeyRules.CheckDuplicates([.. provider.Keys.Select(key => key.Value)], faults);

        // A field of the wrong kind was named already; that it is also missing would be said twice.
        var named = fields.Faults.Select(fault => fault.Field).ToHashSet(StringComparer.Ordinal);
        fields.Faults.AddRange(fields.Path, faults.Where(fault => !named.Contains(fields.PathOf(fault.Field))));
        return provider;
    }

    private static ProviderKeyConfig Key(JsonFields fields, string provider, int position)
    {
        var secret = fields.Secret("key") ?? new Secret("");
        var key = new ProviderKeyConfig
        {
            Id = FileIds.OfProviderKey(provider, position),
            Position = position,
            Label = fields.Text("label", ProviderKeyRules.MaxLabelLength) ?? "",
            Enabled = fields.Flag("enabled", true),
            Masked = secret.Masked,
            Value = secret,
        };
        fields.Finish();
        return key;
    }
}
