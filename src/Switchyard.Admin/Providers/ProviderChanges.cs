using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>
/// The record of a change to a provider or its keys: one event that names the provider (receivers read it themselves), one audit row with what changed,
/// and an audit row of its own for every key that is gone.
/// </summary>
internal static class ProviderChanges
{
    public static Change Of(
        MutationScope scope, ProviderRecord record, HubAction action, JsonObject? before, JsonObject? after, JsonObject? keyOperations, IReadOnlyList<ProviderKeyRow>? removed = null)
    {
        var detail = FactsDiff.FieldsJson(before, after);
        if (keyOperations is not null)
        {
            detail["keys"] = keyOperations;
        }

        var audit = scope.Audit($"provider.{HubActions.NameOf(action)}", "provider", record.Row.Id, record.Row.Name) with
        {
            BeforeHash = FactsHash.Of(before),
            AfterHash = FactsHash.Of(after),
            DetailJson = detail.ToJsonString(),
        };
        return Change.Of(
            HubStreams.AiProvidersChanged, action, record.Row.Id, [audit, .. (removed ?? []).Select(key => RemovedKey(scope, record.Row, key))]);
    }

    private static AuditEntry RemovedKey(MutationScope scope, ProviderRow provider, ProviderKeyRow key) =>
        scope.Audit("provider_key.delete", "provider_key", key.Id, $"{provider.Name}/{(key.Label.Length > 0 ? key.Label : key.Masked)}") with
        {
            DetailJson = JsonSerializer.Serialize(new JsonObject { ["providerId"] = provider.Id.ToString("D"), ["masked"] = key.Masked }),
        };
}
