using System.Text.Json;

namespace Switchyard.Admin.Modules;

/// <summary>A module's configuration after a change.</summary>
/// <param name="Name">The module.</param>
/// <param name="Type">Its type.</param>
/// <param name="Config">Its configuration, defaults written out.</param>
/// <param name="Revision">The revision that holds it.</param>
internal sealed record ModuleConfigView(string Name, string Type, JsonElement Config, long Revision);
