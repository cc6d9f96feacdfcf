using System.Buffers;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges;

/// <summary>One client-side format: what to read of a request, what to edit, how to meter the answer, how to fail. Stateless; one instance serves all requests.</summary>
internal interface IBridge
{
    /// <summary>The format.</summary>
    BridgeFormat Format { get; }

    /// <summary>Reads <paramref name="body"/>, a decoded JSON text. False, with a sentence in <paramref name="fault"/>, when it is not a JSON object, nests deeper than <paramref name="maxDepth"/>, or has a member twice that Switchyard decides by.</summary>
    bool TryInspect(ReadOnlyMemory<byte> body, int maxDepth, out RequestFacts facts, out string? fault);

    /// <summary>Copies <paramref name="body"/> to <paramref name="output"/> with <paramref name="model"/> in place of the client's (null keeps it) and the members the format needs (<c>stream_options.include_usage</c>); all other bytes stay.</summary>
    void WriteUpstreamBody(ReadOnlySpan<byte> body, RequestFacts facts, string? model, IBufferWriter<byte> output);

    /// <summary>Begins to meter one answer of an upstream of type <paramref name="upstream"/>; what <see cref="ProviderType.OpenAICompatible"/> servers leave out is tolerated.</summary>
    IResponseMeter StartMeter(RequestFacts facts, ProviderType upstream = ProviderType.OpenAI);

    /// <summary>Writes the JSON error body of the dialect.</summary>
    void WriteError(BridgeError error, IBufferWriter<byte> output);

    /// <summary>Writes the event that ends a broken stream: an error of the dialect and never a clean end.</summary>
    void WriteStreamError(BridgeError error, IResponseMeter meter, IBufferWriter<byte> output);

    /// <summary>What keeps a silent stream alive: an SSE comment or the dialect's <c>ping</c> event.</summary>
    ReadOnlyMemory<byte> Heartbeat { get; }
}
