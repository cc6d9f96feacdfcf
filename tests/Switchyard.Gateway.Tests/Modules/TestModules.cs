using System.Text.Json;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;
using Switchyard.Model.Validation;

namespace Switchyard.Gateway.Tests.Modules;

/// <summary>Configurations of modules as the readers make them.</summary>
internal static class TestModules
{
    public static ModuleConfig Of(string name, string type, string config = "{}") => new() { Name = name, Type = type, Config = Canonical(type, config) };

    public static ModuleConfig Probe(string name, string config = "{}") => new() { Name = name, Type = ProbeType.TypeName, Config = config };

    public static Task ApplyAsync(this GatewayRig rig, params ModuleConfig[] modules)
    {
        rig.Model = rig.Model with { Modules = modules };
        return rig.ApplyAsync();
    }

    private static string Canonical(string type, string config)
    {
        ShippedModules.Catalog.TryFind(type, out var definition).ShouldBeTrue();
        var faults = new FaultList();
        var canonical = definition!.Read(new JsonFields(JsonElement.Parse(config), faults, ""));
        faults.ShouldBeEmpty();
        return canonical;
    }
}
