using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Switchyard.Fuzzing;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Streaming;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Dialects.Completions;
using Switchyard.Gateway.Tools.Dialects.Messages;
using Switchyard.Gateway.Tools.Dialects.Responses;
using Switchyard.Gateway.Tools.Injection;
using Switchyard.Model.Bundles;
using Switchyard.Model.Tools;
using Switchyard.Simulator.Behaviors;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>Events that no upstream should send. Whatever comes, a turn neither throws nor makes an event that is no JSON of one that was.</summary>
public sealed class TurnFuzzTests
{
    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0067it__log", "null", "-1", "1e9", "\n\n", "data: ", "data: {}\n\n", "data: [DONE]\n\n", "\"git__log\"", "\"mine\"", "\"\"", "\"index\":0,", "\"index\":1,", "\"index\":99,",
        "\"finish_reason\":\"tool_calls\",", "\"finish_reason\":\"stop\",", "\"stop_reason\":\"tool_use\",", "\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"git__log\",\"arguments\":\"{}\"}}],", "\"delta\":{},",
        "\"type\":\"function_call\",", "\"type\":\"tool_use\",", "\"type\":\"content_block_stop\",", "\"type\":\"response.completed\",", "\"type\":\"response.failed\",", "\"error\":{},", "\"output\":[],", "\"output_index\":0,", "\"sequence_number\":-1,",
    ];

    [Theory]
    [InlineData("chat/completions", nameof(BridgeFormat.ChatCompletions))]
    [InlineData("messages", nameof(BridgeFormat.Messages))]
    [InlineData("responses", nameof(BridgeFormat.Responses))]
    public async Task Mutated_streams_are_read_to_their_end(string api, string formatName)
    {
        var format = Enum.Parse<BridgeFormat>(formatName);
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static b => b with { SpeaksFirst = true, Reasoning = 2, Calls = [new("git__log", """{"q":"x"}"""), new("mine", "{}"), new("files__read")] });
        using var raw = await rig.Gateway.Client.PostAsync(new Uri(rig.Simulator.Address, "v1/" + api), new StringContent(ToolRig.Body(api, stream: true), Encoding.UTF8, "application/json"), GatewayRig.Ending);
        var stream = await raw.Content.ReadAsByteArrayAsync(GatewayRig.Ending);

        FuzzRun.Check(
            new FuzzPlan([stream], [.. Tokens.Select(Encoding.UTF8.GetBytes)]) { Inputs = 1_500, MaxLength = 16_384, AllowedBytesPerByte = 2_048 },
            (input, random) => Run(format, input, random.Next(2) == 0),
            leastKinds: 3);
    }

    [Fact]
    public void A_name_that_never_ends_is_let_go_after_sixty_four_kilobytes()
    {
        var conversation = (ChatConversation)Conversation(BridgeFormat.ChatCompletions, "git__log_mine");
        var turn = conversation.Begin(TurnKind.First);
        var output = new ArrayBufferWriter<byte>();
        Feed(turn, """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"git__log"}}]}}]}""", output);
        output.WrittenCount.ShouldBe(0);
        for (var i = 0; i < 70 && output.WrittenCount == 0; i++)
        {
            Feed(turn, $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"padding":"{{{new string('x', 1024)}}}"}]}}]}""", output);
        }

        output.WrittenCount.ShouldBeGreaterThan(64 << 10);
    }

    private static void Feed(IToolTurn turn, string data, ArrayBufferWriter<byte> output)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        turn.OnEvent(new SseFrame(bytes, default, bytes, isEvent: true), isShown: true, output);
    }

    private static int Run(BridgeFormat format, byte[] bytes, bool isLater)
    {
        var conversation = Conversation(format, "mine");
        if (isLater)
        {
            conversation.Begin(TurnKind.First);
            conversation.Named("first");
            conversation.Used("""{"input_tokens":1,"output_tokens":2}"""u8);
        }

        var turn = conversation.Begin(TurnKind.Next);
        using var scanner = new SseScanner(1 << 20);
        var (at, events) = (0, 0);
        while (at < bytes.Length)
        {
            var memory = scanner.GetMemory();
            var count = Math.Min(memory.Length, bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(memory.Span);
            scanner.Advance(count);
            at += count;
            while (scanner.TryRead(out var frame))
            {
                if (!frame.IsEvent)
                {
                    continue;
                }

                events++;
                var output = new ArrayBufferWriter<byte>();
                turn.OnEvent(frame, isShown: true, output);
                if (IsJson(frame.Data) && output.WrittenCount > 0)
                {
                    foreach (var item in Sse.Reference(output.WrittenSpan))
                    {
                        Holds.That(IsJson(Encoding.UTF8.GetBytes(item.Data)), item.Data);
                    }
                }
            }
        }

        if (turn.End is TurnEnd.Calls or TurnEnd.Mixed)
        {
            conversation.Answer(turn, [.. turn.Calls.Select(static call => new Gateway.Tools.Calls.CallAnswer(call, Gateway.Tools.Calls.ToolAnswer.Failed("x")))]);
            Holds.That(IsJson(conversation.Body(TurnKind.Next)));
        }

        return HashCode.Combine(turn.End, turn.Calls.Count, Math.Min(events, 50));
    }

    private static ToolConversation Conversation(BridgeFormat format, string clientTool)
    {
        var body = format == BridgeFormat.Responses ? """{"model":"m","input":"x","tools":[{"name":"CLIENT"}]}""" : """{"model":"m","messages":[],"tools":[{"name":"CLIENT"}]}""";
        var request = ToolRequest.Read(Encoding.UTF8.GetBytes(body.Replace("CLIENT", clientTool, StringComparison.Ordinal)), format)!;
        OfferedTool[] tools = [ScriptedTools.Tool("git", "log"), ScriptedTools.Tool("files", "read")];
        var plan = new ToolPlan("web", ToolSettings.Default, request, tools.ToFrozenDictionary(static tool => tool.ModelName), [], 0);
        return format switch
        {
            BridgeFormat.ChatCompletions => new ChatConversation(plan),
            BridgeFormat.Messages => new MessagesConversation(plan),
            _ => new ResponsesConversation(plan),
        };
    }

    private static bool IsJson(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return data.SequenceEqual("[DONE]"u8);
        }
    }
}
