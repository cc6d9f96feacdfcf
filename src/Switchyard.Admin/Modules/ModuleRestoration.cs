using System.Text.Json.Nodes;

namespace Switchyard.Admin.Modules;

/// <summary>A module that got an earlier configuration back.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The configuration it had.</param>
/// <param name="After">The one it has now.</param>
internal sealed record ModuleRestoration(string Name, JsonObject Before, JsonObject After);
