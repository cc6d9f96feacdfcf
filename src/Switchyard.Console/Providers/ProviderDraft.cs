using System.Text.Encodings.Web;
using System.Text.Json;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;

namespace Switchyard.Console.Providers;

/// <summary>A provider as somebody writes it down in the form.</summary>
public sealed class ProviderDraft
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first part of the path of its requests.</summary>
    public string? Name { get; set; }

    /// <summary>Which API it speaks.</summary>
    public string? Type { get; set; } = "openai";

    /// <summary>What people call it.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Absolute http(s) address.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Whether clients may bring their own credential.</summary>
    public bool AllowByok { get; set; }

    /// <summary>Labels, <c>name=value</c>, one a line.</summary>
    public string? Selector { get; set; }

    /// <summary>A JSON object; empty: the defaults.</summary>
    public string? Settings { get; set; }

    /// <summary>The first key of a new provider.</summary>
    public string? Key { get; set; }

    /// <summary>A provider as the form shows it.</summary>
    public static ProviderDraft Of(Provider provider) => new()
    {
        Name = provider.Name,
        Type = provider.Type,
        DisplayName = provider.DisplayName,
        BaseUrl = provider.BaseUrl,
        AllowByok = provider.AllowByok,
        Selector = provider.Selector is null ? "" : string.Join('\n', provider.Selector.Select(static label => $"{label.Key}={label.Value}")),
        Settings = provider.Settings is { ValueKind: JsonValueKind.Object } settings && settings.EnumerateObject().Any() ? JsonSerializer.Serialize(settings, Readable) : "",
    };

    /// <summary>The provider to be created.</summary>
    /// <exception cref="SwitchyardApiException">Something is not written in its form; what it means is the API's to judge.</exception>
    public NewProvider ToNew() => new(Name?.Trim() ?? "", Type ?? "", Text(BaseUrl))
    {
        DisplayName = Text(DisplayName),
        AllowByok = AllowByok,
        Settings = Text(Settings) is null ? null : Json(Settings!),
        Selector = Text(Selector) is null ? null : Labels(Selector!),
        Keys = Text(Key) is { } key ? [new NewProviderKey(key)] : null,
    };

    /// <summary>What differs from <paramref name="before"/>.</summary>
    /// <exception cref="SwitchyardApiException">Something is not written in its form.</exception>
    public ProviderPatch PatchOf(ProviderDraft before)
    {
        var settings = Settings?.Trim() ?? "";
        return new ProviderPatch
        {
            Name = Name == before.Name ? null : Name?.Trim() ?? "",
            DisplayName = DisplayName == before.DisplayName ? null : DisplayName ?? "",
            BaseUrl = BaseUrl == before.BaseUrl ? null : BaseUrl?.Trim() ?? "",
            AllowByok = AllowByok == before.AllowByok ? null : AllowByok,
            Selector = Selector == before.Selector ? null : Labels(Selector ?? ""),
            Settings = settings == before.Settings || settings.Length == 0 ? null : Merge(before.Settings, settings),
            Reset = settings.Length == 0 && before.Settings is { Length: > 0 } ? ["settings"] : [],
        };
    }

    /// <summary>The fields in which the two differ: name, this one's, the other's.</summary>
    public IEnumerable<(string Field, string Mine, string Theirs)> Differences(ProviderDraft other)
    {
        (string, string?, string?)[] fields =
        [
            ("name", Name, other.Name), ("displayName", DisplayName, other.DisplayName), ("baseUrl", BaseUrl, other.BaseUrl), ("allowByok", AllowByok ? "yes" : "no", other.AllowByok ? "yes" : "no"),
            ("selector", Selector, other.Selector), ("settings", Settings, other.Settings),
        ];
        return fields.Where(static field => (field.Item2 ?? "") != (field.Item3 ?? "")).Select(static field => (field.Item1, field.Item2 ?? "", field.Item3 ?? ""));
    }

    // A member that was taken out of the text goes back to its default, which the merge says by null (RFC 7396).
    private static JsonElement Merge(string? before, string now)
    {
        var settings = Json(now);
        var names = settings.EnumerateObject().Select(static member => member.Name).ToHashSet(StringComparer.Ordinal);
        var gone = string.IsNullOrEmpty(before) ? [] : Json(before).EnumerateObject().Select(static member => member.Name).Where(name => !names.Contains(name)).ToArray();
        var merged = settings.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, (JsonElement?)member.Value)).Concat(gone.Select(static name => KeyValuePair.Create(name, (JsonElement?)null)));
        return JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement?>(merged));
    }

    private static JsonElement Json(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } value ? value : throw Wrong("settings", "Must be a JSON object.");
        }
        catch (JsonException broken)
        {
            throw Wrong("settings", $"Is not JSON: line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}.");
        }
    }

    private static Dictionary<string, string> Labels(string text)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is not [{ Length: > 0 } name, var value])
            {
                throw Wrong("selector", $"'{line}' is not written as name=value.");
            }

            labels[name] = value;
        }

        return labels;
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static SwitchyardApiException Wrong(string field, string detail) => new(400, "invalid_request", detail, [new ApiError(field, detail)]);
}
