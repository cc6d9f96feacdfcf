using System.Text.Json;

namespace Switchyard.Admin.Client.Modules;

/// <summary>The configuration of a module after a change.</summary>
/// <param name="Name">The module.</param>
/// <param name="Type">Its type.</param>
/// <param name="Config">Its configuration, defaults written out.</param>
/// <param name="Revision">The revision that holds it.</param>
public sealed record ModuleConfiguration(string Name, string Type, JsonElement Config, long Revision);
