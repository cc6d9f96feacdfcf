using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Injection;

namespace Switchyard.Gateway.Tools.Conversations;

/// <summary>All turns of one request in one format: what was said so far, what the next turn is sent, what the client has been told.</summary>
/// <param name="plan">What the request is given.</param>
internal abstract class ToolConversation(ToolPlan plan)
{
    private readonly BodyComposer _bodies = new(plan);
    private readonly ArrayBufferWriter<byte> _said = new();

    /// <summary>What the request is given.</summary>
    public ToolPlan Plan { get; } = plan;

    /// <summary>Turns that have begun.</summary>
    public int Turns { get; private set; }

    /// <summary>Whether the turn under way is the first.</summary>
    public bool IsFirst => Turns == 1;

    /// <summary>The id that the client knows the answer by; null until known.</summary>
    public string? Id { get; private set; }

    /// <summary>Usage of the turns that have ended, as the format reports it; null when there was none.</summary>
    public JsonNode? Usage { get; private set; }

    /// <summary>Bytes of what was said since the client's request.</summary>
    public int SaidBytes => _said.WrittenCount;

    /// <summary>Begins a turn.</summary>
    public IToolTurn Begin(TurnKind kind)
    {
        Turns++;
        return Start(kind == TurnKind.Closing);
    }

    /// <summary>The body of the turn that begins next.</summary>
    public byte[] Body(TurnKind kind) => _bodies.Compose(kind, _said.WrittenSpan);

    /// <summary>Adds what a turn said and what came of its calls to the conversation.</summary>
    public void Answer(IToolTurn turn, IReadOnlyList<CallAnswer> answers)
    {
        if (_bodies.IsKeptUpstream)
        {
            _said.ResetWrittenCount();
        }

        Append(turn, answers, _bodies.IsKeptUpstream);
    }

    /// <summary>The answer of all turns as one document, after a last turn that was one.</summary>
    public abstract byte[] Document(IToolTurn last);

    /// <summary>What hands in the result of a call, as a part of the conversation.</summary>
    public abstract ReadOnlyMemory<byte> ResultOf(CallAnswer answer);

    /// <summary>Begins a turn of the format.</summary>
    protected abstract IToolTurn Start(bool isClosing);

    /// <summary>Writes what a turn said, and its results, by <see cref="Say"/>.</summary>
    protected abstract void Append(IToolTurn turn, IReadOnlyList<CallAnswer> answers, bool resultsOnly);

    /// <summary>Adds one element to the conversation.</summary>
    protected void Say(ReadOnlySpan<byte> element)
    {
        _said.Write(_said.WrittenCount == 0 ? default : ","u8);
        _said.Write(element);
    }

    /// <summary>A turn names its id; the first one stays.</summary>
    public void Named(string? id) => Id ??= id;

    /// <summary>What the client is told of usage: the turns that have ended and <paramref name="usage"/> of this one. <paramref name="usage"/> itself in the first turn.</summary>
    public byte[] Total(ReadOnlySpan<byte> usage) =>
        Usage is null ? usage.ToArray() : Encoding.UTF8.GetBytes(JsonSum.Of(Usage, JsonSum.Read(usage))?.ToJsonString() ?? "null");

    /// <summary>A turn has ended that is not the last.</summary>
    public void Used(ReadOnlySpan<byte> usage)
    {
        if (!usage.IsEmpty)
        {
            Usage = JsonSum.Of(Usage, JsonSum.Read(usage));
        }
    }
}
