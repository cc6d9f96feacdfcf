using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Model.Modules;
using Switchyard.Storage.Audit;

namespace Switchyard.Admin.Modules;

/// <summary>What the audit log says of a changed module, whichever way it was changed.</summary>
internal static class ModuleChanges
{
    public static AuditEntry Audit(MutationScope scope, string name, JsonObject before, JsonObject after) => scope.Audit("module.update", ModuleRestorer.EntityType, ModuleIds.Of(name), name) with
    {
        BeforeHash = FactsHash.Of(before),
        AfterHash = FactsHash.Of(after),
        DetailJson = FactsDiff.FieldsJson(before, after).ToJsonString(),
    };
}
