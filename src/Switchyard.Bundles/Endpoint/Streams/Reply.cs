namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>The answer to one request, written out.</summary>
/// <param name="Message">JSON in UTF-8; empty when the request was cancelled: then none is sent (MCP 2025-11-25, cancellation).</param>
/// <param name="Status">The status of HTTP when it is sent alone.</param>
internal sealed record Reply(ReadOnlyMemory<byte> Message, int Status)
{
    public static Reply None { get; } = new(default, 200);

    public bool IsSent => !Message.IsEmpty;
}
