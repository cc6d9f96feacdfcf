using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges;

namespace Switchyard.Gateway.Attempts;

/// <summary>What is to be asked of an upstream, the same for every attempt.</summary>
internal sealed record UpstreamCall
{
    /// <summary>Method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Path below the provider, with a leading slash.</summary>
    public required string Path { get; init; }

    /// <summary>Query with its question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>Name of the endpoint in breakers and metrics.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Where it may go, first choice first; at least one.</summary>
    public required Target[] Targets { get; init; }

    /// <summary>What the call may cost at each of <see cref="Targets"/>, in billionths of a US dollar; null where no budget is concerned.</summary>
    public long[]? Costs { get; init; }

    /// <summary>The bridge of an intercepted call; null for a passthrough.</summary>
    public IBridge? Bridge { get; init; }

    /// <summary>Who puts the model into the body: the bridge, or for a passthrough with a model in its body any bridge that knows where it stands; null leaves the body as it is.</summary>
    public IBridge? Editor { get; init; }

    /// <summary>What the bridge found; null for a passthrough whose body was not read.</summary>
    public RequestFacts? Facts { get; init; }

    /// <summary>The client's body, decoded, where it was read; it can be sent again.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether <see cref="Body"/> is no longer in the client's <c>Content-Encoding</c>.</summary>
    public bool Decoded { get; init; }

    /// <summary>The client's body where it is sent as it arrives; it can be sent once.</summary>
    public StreamedContent? Streamed { get; init; }

    /// <summary>The protocol that the connection is to change to (<c>websocket</c>), or null, which is the ordinary case.</summary>
    public string? Upgrade { get; init; }

    /// <summary>Makes the client's answer ready before the first bytes; null leaves it to the relay.</summary>
    public IAnswerPreparer? Preparer { get; init; }

    /// <summary>Whether the client's answer has begun with an earlier call: what is on its way already does not keep this one from being tried again.</summary>
    public bool Continues { get; init; }

    /// <summary>Whether a second attempt would send the same.</summary>
    public bool Replayable => Streamed is null;
}
