using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>What a change to a bundle leaves behind: one event that names the bundle, and one audit row with what changed and, for a process, the exact command.</summary>
internal static class BundleChanges
{
    public const string EntityType = "bundle";

    /// <summary>What a bundle is, without secrets and without how it fares: what differences are shown of, what history keeps and what the audit hashes.</summary>
    public static JsonObject Facts(BundleRecord record)
    {
        var facts = new JsonObject
        {
            ["workspace"] = record.Key.Workspace,
            ["name"] = record.Key.Bundle,
            ["enabled"] = record.Enabled,
            ["respawns"] = record.Switch?.Respawns ?? 0,
            ["credentialsVersion"] = record.Set?.Version ?? 0,
        };
        foreach (var (name, value) in JsonNode.Parse(BundleDefinitionJson.Write(record.Definition))!.AsObject())
        {
            facts[name] = value?.DeepClone();
        }

        return facts;
    }

    /// <param name="scope">The transaction.</param>
    /// <param name="record">The bundle.</param>
    /// <param name="type">Type of the event, of the signal of bundles.</param>
    /// <param name="action">What was done.</param>
    /// <param name="verb">The same for the audit log, for example <c>respawn</c>.</param>
    /// <param name="before">Its facts before; null for a new one.</param>
    /// <param name="after">Its facts after; null for a removed one.</param>
    /// <param name="more">More for the audit row.</param>
    public static Change Of(MutationScope scope, BundleRecord record, string type, HubAction action, string verb, JsonObject? before, JsonObject? after, JsonObject? more = null)
    {
        var data = new JsonObject { ["workspace"] = record.Key.Workspace, ["bundle"] = record.Key.Bundle, ["operation"] = verb };
        return new Change(
            HubStreams.BundlesChanged,
            new HubEvent(type, action, record.Id.ToString("D")) { Data = data.ToJsonString() },
            [Audit(scope, verb, record.Id, record.Key.ToString(), record.Definition, before, after, more)]);
    }

    /// <summary>The audit row of a bundle that went with its workspace.</summary>
    public static AuditEntry Removed(MutationScope scope, BundleRow row, JsonObject facts) => Audit(scope, "delete", row.Id, NameOf(row), BundleStore.Of(row).Definition, facts, null, null);

    /// <summary>The audit row of a bundle that a rollback changed.</summary>
    public static AuditEntry Restored(MutationScope scope, BundleRestoration item) => scope.Audit(
        $"{EntityType}.{(item.Before is null ? "create" : item.After is null ? "delete" : "update")}", EntityType, item.Id, item.Key.ToString()) with
    {
        BeforeHash = FactsHash.Of(item.Before),
        AfterHash = FactsHash.Of(item.After),
        DetailJson = FactsDiff.FieldsJson(item.Before, item.After).ToJsonString(),
    };

    public static string NameOf(BundleRow row) => new BundleKey(row.Workspace, row.Name).ToString();

    private static AuditEntry Audit(MutationScope scope, string verb, Guid id, string name, BundleDefinition definition, JsonObject? before, JsonObject? after, JsonObject? more)
    {
        var detail = FactsDiff.FieldsJson(before, after);
        if (definition.Command is not null)
        {
            detail["command"] = new JsonArray([JsonValue.Create(definition.Command), .. definition.Args.Select(argument => JsonValue.Create(argument))]);
        }

        foreach (var (member, value) in more ?? [])
        {
            detail[member] = value?.DeepClone();
        }

        return scope.Audit($"{EntityType}.{verb}", EntityType, id, name) with { BeforeHash = FactsHash.Of(before), AfterHash = FactsHash.Of(after), DetailJson = detail.ToJsonString() };
    }
}
