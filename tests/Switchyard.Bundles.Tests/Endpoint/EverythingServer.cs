using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>A server with what the conformance suite of the protocol wants to find in one.</summary>
internal static class EverythingServer
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Silence = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

    private static readonly JsonNode Image = Parse($$"""{ "type": "image", "data": "{{Pixel}}", "mimeType": "image/png" }""");
    private static readonly JsonNode Embedded = Parse("""{ "type": "resource", "resource": { "uri": "test://embedded-resource", "mimeType": "text/plain", "text": "This is an embedded resource content." } }""");

    private static readonly string[] ToolNames =
        ["test_simple_text", "test_image_content", "test_audio_content", "test_embedded_resource", "test_multiple_content_types", "test_error_handling", "test_tool_with_progress"];

    public static void Configure(FakeServer server)
    {
        server.Initialization["capabilities"] = Parse("""{ "tools": {}, "resources": {}, "prompts": {}, "completions": {} }""");
        server.Tools =
        [
            .. ToolNames.Select(static name => Tool(name, """{ "type": "object", "properties": {} }""")),
            Tool("json_schema_2020_12_tool", Schema),
        ];
        server.OnRequest = static (method, parameters, _) => Task.FromResult(Answer(method, parameters ?? []));
        server.OnCall = static (parameters, progress, _) => Task.FromResult<JsonNode?>(Call((string)parameters!["name"]!, progress));
    }

    private const string Schema =
        """
        { "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
          "$defs": { "address": { "type": "object", "properties": { "street": { "type": "string" }, "city": { "type": "string" } } } },
          "properties": { "name": { "type": "string" }, "address": { "$ref": "#/$defs/address" } }, "additionalProperties": false }
        """;

    private static BundleTool Tool(string name, string schema) =>
        new(name, Encoding.UTF8.GetBytes($$"""{ "name": "{{name}}", "description": "For tests: {{name}}", "inputSchema": {{schema}} }"""), "00", false);

    private static JsonNode? Answer(string method, JsonObject parameters) => method switch
    {
        "ping" => new JsonObject(),
        "resources/list" => Parse("""{ "resources": [{ "uri": "test://static-text", "name": "Text", "mimeType": "text/plain" }, { "uri": "test://static-binary", "name": "Binary", "mimeType": "image/png" }] }"""),
        "resources/templates/list" => Parse("""{ "resourceTemplates": [{ "uriTemplate": "test://template/{id}/data", "name": "Template", "mimeType": "application/json" }] }"""),
        "resources/read" => Read((string)parameters["uri"]!),
        "prompts/list" => Parse(
            """
            { "prompts": [
              { "name": "test_simple_prompt", "description": "Simple" },
              { "name": "test_prompt_with_arguments", "description": "Arguments", "arguments": [{ "name": "arg1", "required": true }, { "name": "arg2", "required": true }] },
              { "name": "test_prompt_with_embedded_resource", "description": "Embedded", "arguments": [{ "name": "resourceUri", "required": true }] },
              { "name": "test_prompt_with_image", "description": "Image" }] }
            """),
        "prompts/get" => Prompt((string)parameters["name"]!, parameters["arguments"]),
        "completion/complete" => Parse("""{ "completion": { "values": ["paris", "park"], "total": 2, "hasMore": false } }"""),
        _ => throw new InvalidOperationException(method),
    };

    private static JsonObject Call(string name, Action<JsonObject>? progress)
    {
        if (name == "test_tool_with_progress")
        {
            foreach (var step in (int[])[0, 50, 100])
            {
                progress?.Invoke(new JsonObject { ["progress"] = step, ["total"] = 100 });
            }
        }

        JsonNode[] content = name switch
        {
            "test_image_content" => [Image],
            "test_audio_content" => [Parse($$"""{ "type": "audio", "data": "{{Silence}}", "mimeType": "audio/wav" }""")],
            "test_embedded_resource" => [Embedded],
            "test_multiple_content_types" => [Text("Multiple content types test:"), Image, Embedded],
            "test_error_handling" => [Text("This tool intentionally returns an error for testing")],
            _ => [Text("This is a simple text response for testing.")],
        };
        var result = new JsonObject { ["content"] = new JsonArray([.. content.Select(static item => item.DeepClone())]) };
        if (name == "test_error_handling")
        {
            result["isError"] = true;
        }

        return result;
    }

    private static JsonNode Read(string uri) => uri == "test://static-binary"
        ? Parse($$"""{ "contents": [{ "uri": "{{uri}}", "mimeType": "image/png", "blob": "{{Pixel}}" }] }""")
        : Parse($$"""{ "contents": [{ "uri": "{{uri}}", "mimeType": "text/plain", "text": "{ \"id\": \"{{uri.Split('/').ElementAtOrDefault(3)}}\", \"what\": \"{{uri}}\" }" }] }""");

    private static JsonObject Prompt(string name, JsonNode? arguments)
    {
        JsonNode content = name switch
        {
            "test_prompt_with_arguments" => Text($"Prompt with arguments: arg1='{arguments?["arg1"]}', arg2='{arguments?["arg2"]}'"),
            "test_prompt_with_embedded_resource" => new JsonObject { ["type"] = "resource", ["resource"] = new JsonObject { ["uri"] = arguments?["resourceUri"]?.DeepClone(), ["mimeType"] = "text/plain", ["text"] = "Embedded." } },
            "test_prompt_with_image" => Image.DeepClone(),
            _ => Text("This is a simple prompt for testing."),
        };
        return new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = content }) };
    }

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
