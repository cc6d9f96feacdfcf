namespace Switchyard.Gateway.Streaming;

/// <summary>One piece of a server-sent event stream. The raw pieces in order, followed by <see cref="SseScanner.Rest"/>, are exactly the bytes that were fed. Valid until the scanner is fed or read again.</summary>
internal readonly ref struct SseFrame
{
    /// <summary>Wraps one piece.</summary>
    public SseFrame(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, bool isEvent)
    {
        Raw = raw;
        Name = name;
        Data = data;
        IsEvent = isEvent;
    }

    /// <summary>The piece as the upstream sent it: the lines of the event with the blank line that ends it, a comment line, or a blank line.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>Value of the last <c>event</c> field; empty when there is none.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Values of the <c>data</c> fields joined by line feeds.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>False for what dispatches nothing: comments, blank lines, blocks without a <c>data</c> field. It is relayed and not metered.</summary>
    public bool IsEvent { get; }
}
