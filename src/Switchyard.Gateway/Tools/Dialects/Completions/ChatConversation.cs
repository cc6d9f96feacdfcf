using System.Buffers;
using System.Text;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Injection;

namespace Switchyard.Gateway.Tools.Dialects.Completions;

/// <summary>The turns of a Chat Completions request.</summary>
internal sealed class ChatConversation(ToolPlan plan) : ToolConversation(plan)
{
    // Texts of a message that the turns write one after the other, as the pieces of a stream.
    private static readonly string[] Texts = ["content", "reasoning_content", "reasoning"];

    private readonly List<ReadOnlyMemory<byte>> _messages = [];
    private int _clientCalls;

    /// <summary>Whose tools are whose.</summary>
    public ToolNames Names { get; } = new(plan.Tools.Keys, (IReadOnlyCollection<string>)plan.Request.ToolNames);

    /// <summary>The number of the client's next call.</summary>
    public int NextCall() => _clientCalls++;

    /// <inheritdoc />
    public override byte[] Document(IToolTurn last)
    {
        var turn = (ChatTurn)last;
        var json = turn.Body.Span;
        var root = JsonMember.Of(json);
        var choice = JsonMember.Of(json, JsonMember.Elements(json, root.ValueOf("choices")!.Value)[0]);
        var patch = new JsonPatch();
        if (root.ValueOf("id") is { } id && Id is { } known)
        {
            patch.Replace(id, JsonText.ToToken(known));
        }

        if (root.ValueOf("usage") is { } usage && Usage is not null)
        {
            patch.Replace(usage, Total(turn.Usage));
        }

        patch.Replace(choice.ValueOf("message")!.Value, Message(json[choice.ValueOf("message")!.Value]));
        if (turn.Calls.Count > 0 && turn.ClientCalls.Count == 0 && choice.TextOf(json, "finish_reason") == "tool_calls")
        {
            patch.Replace(choice.ValueOf("finish_reason")!.Value, "\"stop\""u8.ToArray());
        }

        return patch.Apply(json);
    }

    /// <inheritdoc />
    protected override IToolTurn Start(bool isClosing) => new ChatTurn(this, isClosing);

    /// <inheritdoc />
    protected override void Append(IToolTurn turn, IReadOnlyList<CallAnswer> answers, bool resultsOnly)
    {
        var said = (ChatTurn)turn;
        Used(said.Usage);
        _messages.Add(said.Message);
        Say(said.Message.Span);
        foreach (var answer in answers)
        {
            Say(ResultOf(answer).Span);
        }
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ResultOf(CallAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("{\"role\":\"tool\",\"tool_call_id\":"u8);
        output.Write(JsonText.ToToken(answer.Call.Id));
        output.Write(",\"content\":"u8);
        answer.Answer.WriteText(output);
        output.Write("}"u8);
        return output.WrittenMemory;
    }

    // The last message, with the texts of those before it in front of its own, and without the calls that are none of the client's business.
    private byte[] Message(ReadOnlySpan<byte> last)
    {
        var members = JsonMember.Of(last);
        var patch = new JsonPatch();
        foreach (var name in Texts)
        {
            var whole = new ArrayBufferWriter<byte>();
            foreach (var message in _messages)
            {
                whole.Write(Content(message.Span, name));
            }

            if (whole.WrittenCount == 0)
            {
                continue;
            }

            whole.Write(Content(last, name));
            byte[] token = [(byte)'"', .. whole.WrittenSpan, (byte)'"'];
            if (members.ValueOf(name) is { } place)
            {
                patch.Replace(place, token);
            }
            else
            {
                patch.Add(..last.Length, members, [.. Encoding.UTF8.GetBytes($"\"{name}\":"), .. token]);
            }
        }

        if (members.ValueOf("tool_calls") is { } calls)
        {
            var kept = new ArrayBufferWriter<byte>();
            foreach (var call in JsonMember.Elements(last, calls))
            {
                if (!ChatDocument.IsInjected(last, call, Names, out _))
                {
                    kept.Write(kept.WrittenCount == 0 ? default : ","u8);
                    kept.Write(last[call]);
                }
            }

            if (kept.WrittenCount > 0)
            {
                patch.Replace(calls, (byte[])[(byte)'[', .. kept.WrittenSpan, (byte)']']);
            }
            else
            {
                patch.Remove(members, members.IndexOf("tool_calls"));
            }
        }

        return patch.Apply(last);
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> message, string name) =>
        JsonMember.Of(message).ValueOf(name) is { } value && message[value.Start.Value] == (byte)'"' ? message[(value.Start.Value + 1)..(value.End.Value - 1)] : default;
}
