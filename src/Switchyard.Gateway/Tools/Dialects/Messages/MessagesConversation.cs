using System.Buffers;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Injection;

namespace Switchyard.Gateway.Tools.Dialects.Messages;

/// <summary>The turns of a Messages request.</summary>
internal sealed class MessagesConversation(ToolPlan plan) : ToolConversation(plan)
{
    private readonly ArrayBufferWriter<byte> _visible = new();
    private int _blocks;

    /// <summary>Whose tools are whose.</summary>
    public ToolNames Names { get; } = new(plan.Tools.Keys, (IReadOnlyCollection<string>)plan.Request.ToolNames);

    /// <summary>The number of the client's next block.</summary>
    public int NextBlock() => _blocks++;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ResultOf(CallAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("{\"type\":\"tool_result\",\"tool_use_id\":"u8);
        output.Write(JsonText.ToToken(answer.Call.Id));
        output.Write(",\"content\":"u8);
        answer.Answer.WriteBlocks(output);
        output.Write(answer.Answer.IsError ? ",\"is_error\":true}"u8 : "}"u8);
        return output.WrittenMemory;
    }

    /// <inheritdoc />
    public override byte[] Document(IToolTurn last)
    {
        var turn = (MessagesTurn)last;
        var json = turn.Body.Span;
        var root = JsonMember.Of(json);
        var patch = new JsonPatch();
        if (root.ValueOf("id") is { } id && Id is { } known)
        {
            patch.Replace(id, JsonText.ToToken(known));
        }

        if (root.ValueOf("usage") is { } usage && Usage is not null)
        {
            patch.Replace(usage, Total(turn.Usage));
        }

        if (turn.IsCutShort && root.TextOf(json, "stop_reason") == "tool_use")
        {
            patch.Replace(root.ValueOf("stop_reason")!.Value, "\"end_turn\""u8.ToArray());
        }

        var between = _visible.WrittenCount > 0 && !turn.Visible.IsEmpty ? ","u8 : default;
        patch.Replace(root.ValueOf("content")!.Value, (byte[])[(byte)'[', .. _visible.WrittenSpan, .. between, .. turn.Visible.Span, (byte)']']);
        return patch.Apply(json);
    }

    /// <inheritdoc />
    protected override IToolTurn Start(bool isClosing) => new MessagesTurn(this, isClosing);

    /// <inheritdoc />
    protected override void Append(IToolTurn turn, IReadOnlyList<CallAnswer> answers, bool resultsOnly)
    {
        var said = (MessagesTurn)turn;
        Used(said.Usage);
        if (!said.Visible.IsEmpty)
        {
            _visible.Write(_visible.WrittenCount == 0 ? default : ","u8);
            _visible.Write(said.Visible.Span);
        }

        Say([.. "{\"role\":\"assistant\",\"content\":["u8, .. said.Content.Span, .. "]}"u8]);
        var results = new ArrayBufferWriter<byte>();
        foreach (var answer in answers)
        {
            results.Write(results.WrittenCount == 0 ? default : ","u8);
            results.Write(ResultOf(answer).Span);
        }

        Say([.. "{\"role\":\"user\",\"content\":["u8, .. results.WrittenSpan, .. "]}"u8]);
    }
}
