using Switchyard.Simulator.Dialects;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Routing;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Answers;

/// <summary>What is known about a request from its bytes alone: its turn, or why it is refused. The answers are made when first needed and kept.</summary>
internal sealed class Prepared(Route route, Turn? turn, Refusal? refusal)
{
    private byte[]? _answer;
    private StreamScript? _script;

    public Turn? Turn { get; } = turn;

    public Refusal? Refusal { get; } = refusal;

    public byte[] Answer => _answer ??= route.Dialect.Answer(Turn!);

    /// <summary>Null where the endpoint does not stream.</summary>
    public StreamScript? Script => _script ??= route.Dialect.Script(Turn!);
}
