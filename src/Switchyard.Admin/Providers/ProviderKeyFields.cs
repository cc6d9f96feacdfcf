using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Providers;

/// <summary>Reads the list <c>keys</c> of a provider's body.</summary>
internal static class ProviderKeyFields
{
    // More than a provider may have, so that the rule about their number can speak, but no flood.
    private const int MaxItems = 1000;

    /// <summary>Keys of a new provider: <c>{key, label?, enabled?}</c>.</summary>
    public static IReadOnlyList<ProviderKeyEdit> ReadNew(JsonFields fields) => [.. fields.List("keys", MaxItems).Select(item => Read(fields.Nested(item.Name, item.Item), isNew: true))];

    /// <summary>The whole list of a PATCH: <c>{id}</c> stays, <c>{key}</c> is added; null when the list is absent.</summary>
    public static IReadOnlyList<ProviderKeyEdit>? ReadEdits(JsonFields fields)
    {
        if (!fields.Names.Contains("keys"))
        {
            return null;
        }

        if (!fields.TryTake("keys", out var list))
        {
            fields.Fault("keys", "Must be a list; [] removes all keys, and without this field they stay.");
            return [];
        }

        return list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Take(MaxItems).Select((item, index) => Read(fields.Nested($"keys[{index}]", item), isNew: false))]
            : NotAList(fields);
    }

    private static ProviderKeyEdit[] NotAList(JsonFields fields)
    {
        fields.Fault("keys", "Must be a list of objects.");
        return [];
    }

    private static ProviderKeyEdit Read(JsonFields fields, bool isNew)
    {
        var edit = new ProviderKeyEdit(
            isNew ? null : fields.Text("id", 64),
            fields.Secret("key"),
            fields.Text("label", int.MaxValue),
            fields.OptionalFlag("enabled"));
        if (!isNew)
        {
            // A document that was read may be sent back: the order of the list is the position, the rest is told, not asked.
            fields.Ignore("position", "masked", "createdAt", "lastUsedAt", "health", "safeToRevoke", "inUseBy");
        }
        else if (edit.Key is null)
        {
            fields.Fault("key", "Is required.");
        }

        fields.Finish();
        return edit;
    }
}
