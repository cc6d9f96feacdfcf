using System.Text.Json;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Whether a tool can be called as a task, as its server declares it (<c>execution.taskSupport</c>, MCP 2025-11-25, tool-level negotiation).</summary>
internal enum TaskSupport
{
    /// <summary>It can not; so it is also when nothing is declared.</summary>
    Forbidden,

    /// <summary>It can.</summary>
    Optional,

    /// <summary>It can not be called otherwise.</summary>
    Required,
}

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
