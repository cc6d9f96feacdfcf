using Switchyard.Model.Modules;

namespace Switchyard.Configuration.Sources.File.Parts;

/// <summary>What only all files together can break.</summary>
internal static class PartRules
{
    public static IEnumerable<ConfigurationFault> Faults(FilePart whole) =>
        from unmet in ModuleRules.UnmetRequirements(ModuleOverlay.Compose([], whole.Modules))
        let origin = unmet.Module.Origin
        select new ConfigurationFault(
            origin.Location, origin.Line, 1, $"modules.{unmet.Module.Name}.requires", $"The module '{unmet.Module.Name}' needs an enabled module of type '{unmet.Type}'; there is none.");
}
