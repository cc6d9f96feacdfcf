using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;
using Switchyard.Storage.Modules;

namespace Switchyard.Admin.Modules;

/// <summary>Changes the configuration of modules: validated by the code that loads it, one transaction with event, history and audit.</summary>
internal sealed class ModuleCommands(MutationRunner runner, ModuleQueries modules, ModuleCatalog catalog)
{
    /// <summary>Gives a module a configuration in place of the one it has.</summary>
    public async Task<MutationResult<ModuleConfigView>> PutAsync(Operator actor, string name, JsonElement config, MutationOptions options, CancellationToken cancellationToken)
    {
        var module = modules.Find(name);
        if (module.Origin.Kind is OriginKind.File or OriginKind.Document)
        {
            throw new ProblemException(Problem.FileOwned("module", module.Name, module.Origin));
        }

        var result = await runner.RunAsync(actor, options, ModuleJson.Default.ModuleConfigView, (scope, token) => PutAsync(scope, module, config, token), cancellationToken);
        return result.Value is { } view ? result with { Value = view with { Revision = result.Revision } } : result;
    }

    private async Task<MutationDraft<ModuleConfigView>> PutAsync(MutationScope scope, ModuleConfig module, JsonElement config, CancellationToken cancellationToken)
    {
        var canonical = Read(module, config);
        var fresh = new ModuleRow { Name = module.Name, Type = module.Type, ConfigJson = DefaultOf(module), CreatedAt = scope.Now, UpdatedAt = scope.Now };
        var before = await ModuleTable.LockAsync(scope.Session, fresh, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(before.Version));
        var (factsBefore, factsAfter) = (Facts(before.ConfigJson), Facts(canonical));
        var view = new ModuleConfigView(module.Name, module.Type, JsonElement.Parse(canonical), 0);
        if (before.ConfigJson == canonical && before.Type == module.Type)
        {
            await ModuleTable.ReleaseAsync(scope.Session, module.Name, cancellationToken);
            return new MutationDraft<ModuleConfigView>(200, view, EntityTags.Of(before.Version)) { Before = factsBefore, After = factsAfter };
        }

        var after = before with { Type = module.Type, ConfigJson = canonical, UpdatedAt = scope.Now };
        after = after with { Version = await ModuleTable.UpdateAsync(scope.Session, after, cancellationToken) ?? throw Problem.LockBroken() };
        var audit = ModuleChanges.Audit(scope, module.Name, factsBefore, factsAfter);
        return new MutationDraft<ModuleConfigView>(200, view, EntityTags.Of(after.Version))
        {
            Before = factsBefore,
            After = factsAfter,
            Change = Change.Of(HubStreams.ModulesChanged, HubAction.Update, ModuleIds.Of(module.Name), audit),
        };
    }

    private string Read(ModuleConfig module, JsonElement config)
    {
        var faults = new FaultList();
        var canonical = TypeOf(module).Read(new JsonFields(config, faults, ""));
        return faults.IsEmpty ? canonical : throw new ProblemException(Problem.InvalidModule(faults));
    }

    // What holds where nothing is stored: only defaults can be changed here.
    private string DefaultOf(ModuleConfig module) => TypeOf(module).Read(new JsonFields(JsonElement.Parse("{}"u8), [], ""));

    private IModuleDefinition TypeOf(ModuleConfig module) =>
        catalog.TryFind(module.Type, out var type) ? type : throw new InvalidOperationException($"The type '{module.Type}' of a module in force is not known.");

    private static JsonObject Facts(string config) => JsonNode.Parse(config)!.AsObject();
}
