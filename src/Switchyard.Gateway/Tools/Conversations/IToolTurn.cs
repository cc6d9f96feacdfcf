using System.Buffers;
using Switchyard.Gateway.Streaming;
using Switchyard.Gateway.Tools.Calls;

namespace Switchyard.Gateway.Tools.Conversations;

/// <summary>
/// One answer of an upstream on its way to the client: a state machine without clock or network. It keeps back what is none of the client's business, gives what is left the numbers that the client expects,
/// and knows in the end how the loop goes on. Used by one request at a time.
/// </summary>
internal interface IToolTurn
{
    /// <summary>Takes one event and writes what the client gets of it. <paramref name="isShown"/> is false for what the client did not ask for.</summary>
    void OnEvent(in SseFrame frame, bool isShown, IBufferWriter<byte> output);

    /// <summary>Takes a whole answer that is one document.</summary>
    void OnDocument(ReadOnlyMemory<byte> json);

    /// <summary>Whether a document was what the format says; if not, the client is to have it as it is.</summary>
    bool IsReadable { get; }

    /// <summary>How it ended.</summary>
    TurnEnd End { get; }

    /// <summary>Calls of injected tools in the order of the model; complete when the turn has ended.</summary>
    IReadOnlyList<ModelCall> Calls { get; }

    /// <summary>Ids of the calls that the client has to answer, in the order of the model.</summary>
    IReadOnlyList<string> ClientCalls { get; }

    /// <summary>What the model wrote of one of <see cref="Calls"/>, as a part of the conversation.</summary>
    ReadOnlyMemory<byte> JsonOf(ModelCall call);

    /// <summary>The upstream's id of the answer; null until known.</summary>
    string? Id { get; }

    /// <summary>Bytes that are held for the next turn.</summary>
    int HeldBytes { get; }

    /// <summary>The end of the answer that the client must not have yet: of a turn of both kinds of calls until the injected ones have been run, of one whose id must be on record first. Empty for none.</summary>
    ReadOnlyMemory<byte> Ending { get; }
}
