using System.Text.Json;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Reads <see cref="TaskSupport"/>.</summary>
internal static class TaskSupports
{
    public static TaskSupport Of(BundleTool tool)
    {
        if (tool.Definition.Span.IndexOf("taskSupport"u8) < 0)
        {
            return TaskSupport.Forbidden;
        }

        using var definition = JsonDocument.Parse(tool.Definition, new JsonDocumentOptions { MaxDepth = 256 });
        return definition.RootElement.ValueKind == JsonValueKind.Object
            && definition.RootElement.TryGetProperty("execution", out var execution) && execution.ValueKind == JsonValueKind.Object
            && execution.TryGetProperty("taskSupport", out var support) && support.ValueKind == JsonValueKind.String
                ? support.GetString() switch { "optional" => TaskSupport.Optional, "required" => TaskSupport.Required, _ => TaskSupport.Forbidden }
                : TaskSupport.Forbidden;
    }
}
