using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Streaming;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Dialects.Responses;
using Switchyard.Gateway.Tools.Injection;
using Switchyard.Model.Bundles;
using Switchyard.Model.Tools;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>What a model says beside a call of ours goes into the next input as it was spelled, of whatever kind it is.</summary>
public sealed class ResponsesItemTests
{
    private const string Call = """{"type":"function_call","id":"fc_1","call_id":"call_1","name":"git__log","arguments":"{}","status":"completed"}""";

    // Spelled as no serializer would: what is carried is bytes, not objects.
    private static readonly string[] Items =
    [
        """{"type":"reasoning", "id":"rs_1","summary":[],"encrypted_content":"gAAA\u002b/=", "status":null}""",
        """{"type":"shell_call","id":"sh_1","environment":{"type":"container_auto"},"action":{"commands":["ls -l\u0000"],"timeout_ms":1e3}}""",
        """{"type":"apply_patch_call","id":"ap_1","status":"completed","operation":{"type":"update_file","path":"a","diff":"@@\n-\u00e9\n+é"}}""",
        """{"type":"shell_call_output","id":"sho_1","call_id":"call_s","output":[{"stdout":"a\u00e9"}]}""",
        """{"type":"mcp_call","id":"mcp_1","server_label":"theirs","name":"x","arguments":"{}","output":"{\"a\":1}","error":null}""",
        """{"type":"mcp_list_tools","id":"mcpl_1","server_label":"theirs","tools":[{"name":"x","input_schema":{}}]}""",
        """{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}}""",
        """{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"hi","annotations":[],"new_member":12345678901234567890}]}""",
        """{"type":"something_of_tomorrow","id":"st_1","nested":{"deep":[1,2.50,{"x":null}]},"z":true}""",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "TOL-31")]
    public void Items_of_every_kind_are_carried_as_they_were_spelled(bool isStream)
    {
        var conversation = Conversation();
        var turn = conversation.Begin(TurnKind.First);
        string[] output = [.. Items, Call];
        if (isStream)
        {
            Feed(turn, """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","output":[]}}""");
            foreach (var (index, item) in output.Index())
            {
                Feed(turn, $$"""{"type":"response.output_item.added","output_index":{{index}},"item":{{item}}}""");
                Feed(turn, $$"""{"type":"response.output_item.done","output_index":{{index}},"item":{{item}}}""");
            }

            Feed(turn, $$$$"""{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[{{{{string.Join(',', output)}}}}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}}""");
        }
        else
        {
            turn.OnDocument(Encoding.UTF8.GetBytes($$$"""{"id":"resp_1","object":"response","status":"completed","output":[{{{string.Join(',', output)}}}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}"""));
        }

        turn.End.ShouldBe(TurnEnd.Calls);
        conversation.Answer(turn, [.. turn.Calls.Select(static call => new CallAnswer(call, ToolAnswer.Failed("none")))]);
        var body = Encoding.UTF8.GetString(conversation.Body(TurnKind.Next));
        foreach (var item in output)
        {
            body.ShouldContain(item);
        }

        // In the order of the model, between what the client said and the result.
        var input = JsonNode.Parse(body)!["input"]!.AsArray();
        input.Select(item => (string?)item!["type"]).TakeLast(output.Length + 1).ShouldBe([.. output.Select(item => (string?)JsonNode.Parse(item)!["type"]), "function_call_output"]);
    }

    [Theory]
    [InlineData("shell_call")]
    [InlineData("apply_patch_call")]
    [InlineData("call_of_tomorrow")]
    [Trait("criterion", "TOL-31")]
    public void What_the_client_has_to_answer_goes_to_the_client(string type)
    {
        var turn = Conversation().Begin(TurnKind.First);
        turn.OnDocument(Encoding.UTF8.GetBytes($$"""{"id":"resp_1","object":"response","status":"completed","output":[{"type":"{{type}}","id":"x_1","call_id":"call_x"},{{Call}}]}"""));
        turn.End.ShouldBe(TurnEnd.Mixed);
        turn.ClientCalls.ShouldBe(["call_x"]);
    }

    private static void Feed(IToolTurn turn, string data)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        turn.OnEvent(new SseFrame(bytes, default, bytes, isEvent: true), isShown: true, new ArrayBufferWriter<byte>());
    }

    private static ResponsesConversation Conversation()
    {
        var request = ToolRequest.Read(Encoding.UTF8.GetBytes("""{"model":"m","input":"x"}"""), BridgeFormat.Responses)!;
        OfferedTool[] tools = [ScriptedTools.Tool("git", "log")];
        return new ResponsesConversation(new ToolPlan("web", ToolSettings.Default, request, tools.ToFrozenDictionary(static tool => tool.ModelName), [], 0));
    }
}
