using System.Text.Json;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Storage.Modules;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Modules;

/// <summary>Reads modules: what is in force on this node, over it what the database says, so that every node shows a change at once.</summary>
internal sealed class ModuleQueries(Database database, ConfigurationStatus status, ModuleCatalog catalog, TimeProvider time, IModuleReports? reports = null)
{
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(5);

    /// <summary>The modules in the order in which requests meet them.</summary>
    public IReadOnlyList<ModuleView> List() => [.. (status.Current?.Modules ?? []).Select(View)];

    /// <summary>The configuration of a module as JSON, with its entity tag.</summary>
    public async Task<(JsonElement Config, string ETag)> GetConfigAsync(string name, CancellationToken cancellationToken)
    {
        var module = Find(name);
        if (module.Origin.Kind is OriginKind.File or OriginKind.Document)
        {
            return (JsonElement.Parse(module.Config), EntityTags.OfContent(module.Config));
        }

        var row = await database.ReadAsync((session, token) => ModuleTable.FindAsync(session, name, token), cancellationToken);
        return row is null || row.Type != module.Type || module.Error is not null
            ? (JsonElement.Parse(module.Config), EntityTags.Of(row?.Version ?? 0))
            : (JsonElement.Parse(row.ConfigJson), EntityTags.Of(row.Version));
    }

    /// <summary>The module in force, or a 404.</summary>
    public ModuleConfig Find(string name)
    {
        if (ModuleRules.NameFault(name) is not null)
        {
            // What can be no name is not repeated.
            throw new ProblemException(Problem.NotFound("module"));
        }

        return status.Current?.Modules.FirstOrDefault(module => module.Name == name) ?? throw new ProblemException(Problem.NotFound("module", name));
    }

    private ModuleView View(ModuleConfig module, int position)
    {
        var type = catalog.TryFind(module.Type, out var found) ? found : null;
        var report = reports?.Find(module.Name);
        return new ModuleView
        {
            Name = module.Name,
            Type = module.Type,
            Description = type?.Description,
            Class = type?.IsReconfigurable == true ? "in place" : "side by side",
            Enabled = module.Enabled,
            Position = position,
            On = new ModulePlacementView(module.On.Providers, module.On.Routes, module.On.Formats),
            Requires = module.Requires,
            OnError = module.OnError == ModuleErrorPolicy.Skip ? "skip" : "fail",
            Origin = module.Origin.Kind switch
            {
                OriginKind.File => "file",
                OriginKind.Document => "document",
                OriginKind.Database => "database",
                _ => "default",
            },
            DefinedIn = module.Origin.Location is { } file ? $"{file}:{module.Origin.Line}" : null,
            AppliedRevision = report?.Revision ?? status.Current?.Revision,
            ChangedRevision = report?.ChangedRevision,
            Health = Health(module, report),
        };
    }

    private ModuleHealthView Health(ModuleConfig module, ModuleReport? report) => new(
        module.Error is not null ? "error"
        : !module.Enabled ? "disabled"
        : report is null ? "unknown"
        : report.FailedAt is { } at && time.GetUtcNow() - at < Recently ? "failing"
        : report.IsIdle ? "idle"
        : "ok",
        module.Error,
        report?.Failures ?? 0,
        report?.FailedAt);
}
