using System.Text.Json;

namespace Switchyard.Admin.Bundles;

/// <summary>The shape of a call of a tool, for the API's description.</summary>
internal sealed record ToolCallBody(JsonElement? Arguments = null);
