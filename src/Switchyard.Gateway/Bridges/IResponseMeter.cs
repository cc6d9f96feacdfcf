namespace Switchyard.Gateway.Bridges;

/// <summary>Reads one upstream answer as it passes. Used by one request, never at the same time by two threads.</summary>
internal interface IResponseMeter : IMeteredAnswer
{
    /// <summary>Sees one SSE event. False when the client must not get it (a usage chunk it did not ask for). Malformed data is relayed and not counted.</summary>
    bool OnEvent(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data);

    /// <summary>Sees a whole blocking body.</summary>
    void OnBody(ReadOnlySpan<byte> json);

    /// <summary>Whether the stream reached the end its format demands (<c>[DONE]</c>, <c>message_stop</c>, <c>response.completed</c> and its like). A stream that closes before is truncated. Judge it only when the stream has closed: tolerated servers are complete before their last event.</summary>
    bool IsComplete { get; }

    /// <summary>Whether the upstream itself told of a failure within the answer: the client has its error event then and needs no second one.</summary>
    bool SawError { get; }
}
