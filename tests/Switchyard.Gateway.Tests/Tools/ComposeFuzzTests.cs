using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Fuzzing;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Gateway.Tools.Injection;
using Switchyard.Model.Bundles;
using Switchyard.Model.Tools;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>Bodies into which tools and turns are spliced. What comes of it is the JSON that a parser and a writer would have made, whatever the body looks like.</summary>
public sealed class ComposeFuzzTests
{
    private const string Definition = """{"name":"git__log","description":"ü","input_schema":{}}""";
    private const string Said = """{"role":"assistant","content":"s"},{"role":"tool","content":"t"}""";

    private static readonly FuzzPlan Plan = FuzzPlan.Of(
        [
            """{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"mine"}}],"tool_choice":"required"}""",
            """{ "tools" : [ ] , "messages" : [ { "role":"user","content":"x" } ] , "tool_choice" : {"type":"any","disable_parallel_tool_use":false} }""",
            """{"input":"hello","tool_choice":{"type":"allowed_tools","mode":"auto","tools":[]},"parallel_tool_calls":true}""",
            """{"input":[],"conversation":"c","tools":null}""",
            """{"messages":[]}""",
        ],
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "1", "\"tools\":[],", "\"tools\":[{\"name\":\"a\"}],", "\"tools\":null,", "\"tool_choice\":\"auto\",", "\"tool_choice\":{\"type\":\"tool\",\"name\":\"a\"},", "\"tool_choice\":",
        "\"messages\":[],", "\"messages\":", "\"input\":\"x\",", "\"input\":[{}],", "\"input\":", "\"n\":2,", "\"conversation\":null,", "\"parallel_tool_calls\":false,", "\"disable_parallel_tool_use\":true,", "\\u0061", " ", "\n", "𝄞");

    [Theory]
    [InlineData(nameof(BridgeFormat.ChatCompletions))]
    [InlineData(nameof(BridgeFormat.Messages))]
    [InlineData(nameof(BridgeFormat.Responses))]
    public void Spliced_bodies_are_what_a_parser_would_have_made(string formatName)
    {
        var format = Enum.Parse<BridgeFormat>(formatName);
        var bridge = BridgeSet.Of(format);
        FuzzRun.Check(
            Plan,
            (input, random) =>
            {
                if (!bridge.TryInspect(input, 64, out _, out _) || Parse(input) is not { } expected)
                {
                    return -1;
                }

                if (ToolRequest.Read(input, format) is not { } request)
                {
                    return -2;
                }

                var kind = (TurnKind)random.Next(3);
                var plan = new ToolPlan("web", ToolSettings.Default, request, FrozenDictionary<string, OfferedTool>.Empty, [Encoding.UTF8.GetBytes(Definition)], 0);
                var said = kind == TurnKind.First ? "" : Said;
                var composed = new BodyComposer(plan).Compose(kind, Encoding.UTF8.GetBytes(said));

                var isKept = format == BridgeFormat.Responses && expected["conversation"] is not null;
                AddTool(expected, format);
                AddSaid(expected, request.Turns, said, isKept);
                Choose(expected, format, kind, request.ForcesTools);
                Holds.That(Parse(composed) is { } actual && JsonNode.DeepEquals(actual, expected));
                return HashCode.Combine(kind, request.Tools.Count, request.ForcesTools, request.ForbidsTools, request.WantsChoices, isKept);
            },
            leastKinds: 6);
    }

    private static void AddTool(JsonObject body, BridgeFormat format)
    {
        if (body["tools"] is not JsonArray tools)
        {
            body["tools"] = tools = [];
        }

        tools.Insert(format == BridgeFormat.Messages ? 0 : tools.Count, JsonNode.Parse(Definition));
    }

    private static void AddSaid(JsonObject body, string turns, string said, bool isKept)
    {
        if (said.Length == 0)
        {
            return;
        }

        JsonArray all = isKept ? [] : body[turns] switch
        {
            JsonArray list => (JsonArray)list.DeepClone(),
            JsonValue text when text.GetValueKind() == JsonValueKind.String => [new JsonObject { ["role"] = "user", ["content"] = text.DeepClone() }],
            _ => [],
        };
        foreach (var turn in JsonNode.Parse($"[{said}]")!.AsArray())
        {
            all.Add(turn!.DeepClone());
        }

        body[turns] = all;
    }

    private static void Choose(JsonObject body, BridgeFormat format, TurnKind kind, bool forces)
    {
        var word = kind == TurnKind.Closing ? "none" : kind == TurnKind.Next && forces ? "auto" : null;
        if (word is null)
        {
            return;
        }

        if (format != BridgeFormat.Messages)
        {
            body["tool_choice"] = word;
            return;
        }

        var alone = word != "none" && body["tool_choice"] is JsonObject choice && choice["disable_parallel_tool_use"] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True;
        body["tool_choice"] = alone ? new JsonObject { ["type"] = word, ["disable_parallel_tool_use"] = true } : new JsonObject { ["type"] = word };
    }

    private static JsonObject? Parse(byte[] json)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 1000 }) as JsonObject;
            _ = node?.ToJsonString();
            return node;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
