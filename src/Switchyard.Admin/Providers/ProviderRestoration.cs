using System.Text.Json.Nodes;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>What a rollback made of a provider.</summary>
/// <param name="Row">The provider's row.</param>
/// <param name="Before">Its facts before; null when it was deleted.</param>
/// <param name="After">Its facts after; null when it is deleted.</param>
/// <param name="Removed">Keys that went with it.</param>
internal sealed record ProviderRestoration(ProviderRow Row, JsonObject? Before, JsonObject? After, IReadOnlyList<ProviderKeyRow> Removed)
{
    /// <summary>Secrets it had then and that are erased: masked keys, or <c>settings</c>.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>Whether it changed at all.</summary>
    public bool IsChanged => !JsonNode.DeepEquals(Before, After);
}
