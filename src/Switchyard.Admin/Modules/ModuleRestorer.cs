using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Model.Modules;
using Switchyard.Model.Validation;
using Switchyard.Storage.Modules;
using Switchyard.Storage.Revisions;

namespace Switchyard.Admin.Modules;

/// <summary>Gives modules the configuration back that their images say they had. One that this version does not take any more stays as it is.</summary>
internal sealed class ModuleRestorer(ModuleCatalog catalog)
{
    /// <summary>Entity type of the images.</summary>
    public const string EntityType = "module";

    /// <summary>Restores the modules of <paramref name="state"/>. Returns those that changed.</summary>
    public async Task<IReadOnlyList<ModuleRestoration>> RestoreAsync(MutationScope scope, IReadOnlyList<ImageRow> state, CancellationToken cancellationToken)
    {
        var changed = new List<ModuleRestoration>();
        foreach (var image in state.Where(image => image is { EntityType: EntityType, ImageJson: not null }).OrderBy(image => image.EntityName, StringComparer.Ordinal))
        {
            if (await ModuleTable.FindAsync(scope.Session, image.EntityName, cancellationToken) is not { } seen)
            {
                continue;
            }

            var row = await ModuleTable.LockAsync(scope.Session, seen, cancellationToken);
            if (Read(row.Type, image.ImageJson!) is { } wanted && wanted != row.ConfigJson)
            {
                await ModuleTable.UpdateAsync(scope.Session, row with { ConfigJson = wanted, UpdatedAt = scope.Now }, cancellationToken);
                changed.Add(new ModuleRestoration(row.Name, JsonNode.Parse(row.ConfigJson)!.AsObject(), JsonNode.Parse(wanted)!.AsObject()));
            }
        }

        return changed;
    }

    private string? Read(string type, string config)
    {
        var faults = new FaultList();
        var canonical = catalog.TryFind(type, out var found) ? found.Read(new JsonFields(JsonElement.Parse(config), faults, "")) : null;
        return faults.IsEmpty ? canonical : null;
    }
}
