using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Switchyard.Admin.Providers;

/// <summary>The shape of a provider to be created, for the API's description; <see cref="NewProviderRequest"/> reads it.</summary>
internal sealed record NewProviderBody(string Name, string Type)
{
    [Description("Absolute http(s) address; only bedrock with a region may do without.")]
    public string? BaseUrl { get; init; }

    public string? DisplayName { get; init; }

    public bool? Enabled { get; init; }

    public bool? AllowByok { get; init; }

    public JsonObject? Settings { get; init; }

    [Description("Labels that a remote gateway must have to get it; null for all gateways.")]
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    public IReadOnlyList<NewProviderKeyBody>? Keys { get; init; }
}
