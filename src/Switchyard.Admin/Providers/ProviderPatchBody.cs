using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Switchyard.Admin.Providers;

/// <summary>The shape of a change of a provider, for the API's description; <see cref="ProviderPatchRequest"/> reads it.</summary>
internal sealed record ProviderPatchBody
{
    public string? Name { get; init; }

    public string? DisplayName { get; init; }

    public string? BaseUrl { get; init; }

    public bool? Enabled { get; init; }

    public bool? AllowByok { get; init; }

    [Description("Merged into the present settings (RFC 7396). A secret: absent keeps, \"\" clears, a value replaces.")]
    public JsonObject? Settings { get; init; }

    [Description("Labels that a remote gateway must have to get it; null for all gateways.")]
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    [Description("The whole list: {id} stays, {key} is added, all others are deleted; the order is the failover order.")]
    public IReadOnlyList<KeyListEntryBody>? Keys { get; init; }
}
