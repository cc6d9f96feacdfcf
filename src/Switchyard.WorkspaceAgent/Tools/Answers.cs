using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>Makes what tools say of themselves and answer.</summary>
internal static class Answers
{
    /// <summary>A tool with its schema as JSON text.</summary>
    public static Tool Describe(string name, string description, string schema, bool readOnly) => new()
    {
        Name = name,
        Description = description,
        InputSchema = JsonElement.Parse(schema),
        Annotations = new ToolAnnotations { ReadOnlyHint = readOnly, DestructiveHint = !readOnly, OpenWorldHint = false },
    };

    /// <summary>Texts, one block each.</summary>
    public static CallToolResult Of(params IEnumerable<string> texts) => new() { Content = [.. texts.Select(static text => new TextContentBlock { Text = text })] };

    /// <summary>An error of the tool, which the model reads.</summary>
    public static CallToolResult Error(string text) => new() { IsError = true, Content = [new TextContentBlock { Text = text }] };
}
