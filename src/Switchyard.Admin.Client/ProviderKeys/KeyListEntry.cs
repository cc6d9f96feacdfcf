using System.Text.Json.Nodes;

namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>An entry of the whole list of keys: one that stays or one that is new.</summary>
public sealed record KeyListEntry
{
    private readonly Guid? _id;
    private readonly string? _key;

    private KeyListEntry(Guid? id, string? key, string? label) => (_id, _key, Label) = (id, key, label);

    /// <summary>A new label; null: unchanged.</summary>
    public string? Label { get; }

    /// <summary>The key <paramref name="id"/> stays, at this place.</summary>
    public static KeyListEntry Keep(Guid id, string? label = null) => new(id, null, label);

    /// <summary>The credential <paramref name="key"/> is added at this place.</summary>
    public static KeyListEntry Add(string key, string? label = null) => new(null, key, label);

    /// <summary>Says its id or that it is new.</summary>
    public override string ToString() => _id is { } id ? $"keep {id}" : "add ***";

    internal JsonObject ToJson()
    {
        var json = _id is { } id ? new JsonObject { ["id"] = id.ToString("D") } : new JsonObject { ["key"] = _key };
        if (Label is not null)
        {
            json["label"] = Label;
        }

        return json;
    }
}
