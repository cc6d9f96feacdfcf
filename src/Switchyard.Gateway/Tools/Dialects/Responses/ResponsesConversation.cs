using System.Buffers;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Injection;

namespace Switchyard.Gateway.Tools.Dialects.Responses;

/// <summary>The turns of a Responses request.</summary>
internal sealed class ResponsesConversation(ToolPlan plan) : ToolConversation(plan)
{
    private readonly List<byte[]> _visible = [];
    private int _items;
    private long _events;

    /// <summary>Whose tools are whose.</summary>
    public ToolNames Names { get; } = new(plan.Tools.Keys, (IReadOnlyCollection<string>)plan.Request.ToolNames);

    /// <summary>The place of the client's next item.</summary>
    public int NextItem() => _items++;

    /// <summary>The number of the client's next event. An upstream that begins to count elsewhere than at 0, as <paramref name="first"/> says, is followed.</summary>
    public long NextEvent(long? first)
    {
        if (_events == 0 && first is { } begin)
        {
            _events = begin;
        }

        return _events++;
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ResultOf(CallAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("{\"type\":\"function_call_output\",\"call_id\":"u8);
        output.Write(JsonText.ToToken(answer.Call.Id));
        output.Write(",\"output\":"u8);
        answer.Answer.WriteText(output);
        output.Write("}"u8);
        return output.WrittenMemory;
    }

    /// <summary>The items that the client gets of all turns, separated by commas.</summary>
    public byte[] Output(IReadOnlyList<byte[]> last)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var item in _visible.Concat(last))
        {
            output.Write(output.WrittenCount == 0 ? default : ","u8);
            output.Write(item);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc />
    public override byte[] Document(IToolTurn last)
    {
        var turn = (ResponsesTurn)last;
        var patch = new JsonPatch();
        turn.Describe(turn.Body.Span, JsonMember.Of(turn.Body.Span), patch);
        return patch.Apply(turn.Body.Span);
    }

    /// <inheritdoc />
    protected override IToolTurn Start(bool isClosing) => new ResponsesTurn(this, isClosing);

    /// <inheritdoc />
    protected override void Append(IToolTurn turn, IReadOnlyList<CallAnswer> answers, bool resultsOnly)
    {
        var said = (ResponsesTurn)turn;
        Used(said.Usage);
        _visible.AddRange(said.Visible);
        foreach (var item in resultsOnly ? [] : said.Items)
        {
            Say(item);
        }

        foreach (var answer in answers)
        {
            Say(ResultOf(answer).Span);
        }
    }
}
