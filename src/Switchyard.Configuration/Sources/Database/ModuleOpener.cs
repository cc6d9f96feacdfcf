using System.Text.Json;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;
using Switchyard.Storage.Modules;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>Makes modules of their rows. A row that this version can not read puts only its own module into error: its default holds. What did not change is the same object as before.</summary>
internal sealed class ModuleOpener(ModuleCatalog catalog)
{
    /// <summary>The stored configuration is none of the module's type.</summary>
    public const string InvalidRecord = "invalid_record";

    private Dictionary<string, (ModuleRow Row, ModuleConfig Config)> _before = [];

    public IReadOnlyList<ModuleConfig> Open(IReadOnlyList<ModuleRow> rows)
    {
        // A row of version 0 is a lock that a transaction under way holds, seen by nobody else; one left by hand means nothing.
        var now = new Dictionary<string, (ModuleRow, ModuleConfig)>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows.Where(static row => row.Version > 0))
        {
            now[row.Name] = _before.TryGetValue(row.Name, out var before) && before.Row == row ? before : (row, Open(row));
        }

        _before = now;
        return [.. now.Values.Select(static pair => pair.Item2)];
    }

    private ModuleConfig Open(ModuleRow row)
    {
        var config = new ModuleConfig { Name = row.Name, Type = row.Type, Origin = Origin.Database };
        if (!catalog.TryFind(row.Type, out var type))
        {
            return config with { Error = InvalidRecord };
        }

        try
        {
            using var json = JsonDocument.Parse(row.ConfigJson);
            var faults = new FaultList();
            var canonical = type.Read(new JsonFields(json.RootElement, faults, ""));
            return faults.IsEmpty ? config with { Config = canonical } : config with { Error = InvalidRecord };
        }
        catch (JsonException)
        {
            return config with { Error = InvalidRecord };
        }
    }
}
