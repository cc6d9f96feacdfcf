using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Requests;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Compares headers <c>Mcp-Param-…</c> with the arguments they mirror: those that the tool's schema marks with <c>x-mcp-header</c> (MCP 2026-07-28, custom headers from tool parameters).</summary>
internal static class ParameterMirror
{
    /// <summary>Null when they agree.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="isRequired">Whether headers have to be there.</param>
    public static RpcError? Check(BundleTool tool, JsonObject? arguments, IHeaderDictionary headers, bool isRequired)
    {
        if (tool.Definition.Span.IndexOf("x-mcp-header"u8) < 0)
        {
            return null;
        }

        using var definition = JsonDocument.Parse(tool.Definition);
        return definition.RootElement.TryGetProperty("inputSchema", out var schema) ? Check(schema, arguments, headers, isRequired) : null;
    }

    private static RpcError? Check(JsonElement schema, JsonObject? values, IHeaderDictionary headers, bool isRequired)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var property in properties.EnumerateObject().Where(static property => property.Value.ValueKind == JsonValueKind.Object))
        {
            var value = values?[property.Name];
            var fault = property.Value.TryGetProperty("x-mcp-header", out var mark) && mark.ValueKind == JsonValueKind.String
                ? Compare(McpHeaders.ParameterPrefix + mark.GetString(), value, headers, isRequired)
                : Check(property.Value, value as JsonObject, headers, isRequired);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static RpcError? Compare(string header, JsonNode? value, IHeaderDictionary headers, bool isRequired)
    {
        if (!headers.ContainsKey(header))
        {
            return isRequired && value is not null ? RpcError.Mismatch($"Header mismatch: {header} is missing.") : null;
        }

        // What the value is may be a secret of the caller's: it is not repeated.
        return McpHeaders.ReadEncoded(headers, header) is { } text && IsSame(text, value) ? null : RpcError.Mismatch($"Header mismatch: {header} is not what the argument says.");
    }

    private static bool IsSame(string text, JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>() == text,
        JsonValueKind.True => text == "true",
        JsonValueKind.False => text == "false",
        JsonValueKind.Number => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var one)
            && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var two) && one == two,
        _ => false,
    };
}
