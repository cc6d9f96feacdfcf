using System.Text.Json.Nodes;
using Switchyard.Model.Providers;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>What a change did to a provider's keys, masked, for its audit row: <c>{added, removed, kept}</c>.</summary>
internal static class KeyOperations
{
    public static JsonObject Of(ProviderKeyPlan plan, IReadOnlyList<ProviderKeyRow> before, IReadOnlyList<ProviderKeyRow> after)
    {
        var (old, removed) = (before.Select(key => key.Id).ToHashSet(), plan.Removed.Select(key => key.Id).ToHashSet());
        return Json(
            added: after.Where(key => !old.Contains(key.Id)),
            removed: before.Where(key => removed.Contains(key.Id)),
            kept: after.Where(key => old.Contains(key.Id)));
    }

    public static JsonObject AllRemoved(IReadOnlyList<ProviderKeyRow> keys) => Json([], keys, []);

    public static JsonObject Json(IEnumerable<ProviderKeyRow> added, IEnumerable<ProviderKeyRow> removed, IEnumerable<ProviderKeyRow> kept) => new()
    {
        ["added"] = List(added),
        ["removed"] = List(removed),
        ["kept"] = List(kept),
    };

    private static JsonArray List(IEnumerable<ProviderKeyRow> keys) =>
        [.. keys.Select(key => new JsonObject { ["id"] = key.Id.ToString("D"), ["label"] = key.Label, ["masked"] = key.Masked })];
}
