using System.Buffers;
using System.Runtime.CompilerServices;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Bundles;

namespace Switchyard.Gateway.Tools.Injection;

/// <summary>The tools of an offer as the formats spell them. Rendered once per offer and format, so that a request copies bytes and the same offer is always the same bytes.</summary>
internal static class ToolDefinitions
{
    private static readonly byte[] AnyObject = "{\"type\":\"object\",\"properties\":{}}"u8.ToArray();

    private static readonly ConditionalWeakTable<ToolOffer, Rendered> Known = [];

    /// <summary>The definitions of <paramref name="offer"/>, in its order.</summary>
    public static byte[][] Of(ToolOffer offer, BridgeFormat format, bool strict)
    {
        var rendered = Known.GetOrCreateValue(offer);
        var place = ((int)format * 2) + (strict ? 1 : 0);

        // Two requests may render at the same time; both get the same bytes.
        return rendered.Forms[place] ??= [.. offer.Tools.Select(tool => Render(tool, format, strict))];
    }

    private static byte[] Render(OfferedTool tool, BridgeFormat format, bool strict)
    {
        var definition = tool.Tool.Definition.Span;
        var members = JsonMember.Of(definition);
        var output = new ArrayBufferWriter<byte>(definition.Length + 128);
        output.Write(format switch
        {
            BridgeFormat.ChatCompletions => "{\"type\":\"function\",\"function\":{\"name\":"u8,
            BridgeFormat.Responses => "{\"type\":\"function\",\"name\":"u8,
            _ => "{\"name\":"u8,
        });
        JsonText.WriteString(tool.ModelName, output);
        if (members.ValueOf("description") is { } description && definition[description.Start.Value] == (byte)'"')
        {
            output.Write(",\"description\":"u8);
            output.Write(definition[description]);
        }

        output.Write(format == BridgeFormat.Messages ? ",\"input_schema\":"u8 : ",\"parameters\":"u8);
        WriteSchema(definition, members, output);
        if (format != BridgeFormat.Messages)
        {
            output.Write(strict ? ",\"strict\":true"u8 : ",\"strict\":false"u8);
        }

        output.Write(format == BridgeFormat.ChatCompletions ? "}}"u8 : "}"u8);
        return output.WrittenSpan.ToArray();
    }

    // OpenAI refuses a schema of an object that names no properties.
    private static void WriteSchema(ReadOnlySpan<byte> definition, List<JsonMember> members, ArrayBufferWriter<byte> output)
    {
        if (members.ValueOf("inputSchema") is not { } schema || definition[schema.Start.Value] != (byte)'{')
        {
            output.Write(AnyObject);
            return;
        }

        var parts = JsonMember.Of(definition, schema);
        if (parts.IndexOf("properties") >= 0 || parts.TextOf(definition, "type") is not "object")
        {
            output.Write(definition[schema]);
            return;
        }

        var patch = new JsonPatch();
        var own = definition[schema];
        patch.Add(..own.Length, JsonMember.Of(own), "\"properties\":{}"u8);
        patch.WriteTo(own, output);
    }

    private sealed class Rendered
    {
        public byte[][]?[] Forms { get; } = new byte[][]?[6];
    }
}
