using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;

namespace Switchyard.Configuration.Sources.File.Parts;

/// <summary>
/// Lays the files over the records over the defaults. The defaults that no file names come first, in their order, each with the configuration of its record if there is one; then the files' modules in their order. A file that
/// names a default takes its place; <c>remove: true</c> takes it away.
/// </summary>
internal static class ModuleOverlay
{
    public static IReadOnlyList<ModuleConfig> Compose(IReadOnlyList<ModuleConfig> records, IReadOnlyList<NamedObject<ModuleConfig>> files)
    {
        var named = files.Select(static file => file.Name).ToHashSet(StringComparer.Ordinal);
        var stored = records.ToDictionary(static record => record.Name, StringComparer.Ordinal);
        return
        [
            .. ShippedModules.Defaults.Where(usual => !named.Contains(usual.Name)).Select(usual => stored.TryGetValue(usual.Name, out var record) ? With(usual, record) : usual),
            .. files.Where(static file => file.Value is not null).Select(static file => file.Value!),
        ];
    }

    private static ModuleConfig With(ModuleConfig usual, ModuleConfig record) =>
        record.Type != usual.Type ? usual with { Error = "other_type" }
        : record.Error is not null ? usual with { Error = record.Error }
        : record;
}
