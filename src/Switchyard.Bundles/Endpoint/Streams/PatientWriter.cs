using System.Buffers;
using System.IO.Pipelines;

namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>Writes at the pace of the client, as long as it takes something now and then.</summary>
internal static class PatientWriter
{
    /// <summary>Longest time in which a client takes nothing.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private const int Piece = 64 << 10;

    /// <summary>Writes <paramref name="content"/>.</summary>
    /// <exception cref="SlowReaderException">The client takes nothing.</exception>
    public static async Task WriteAsync(PipeWriter writer, ReadOnlyMemory<byte> content, TimeProvider time, CancellationToken cancellationToken)
    {
        while (content.Length > Piece)
        {
            writer.Write(content[..Piece].Span);
            await FlushAsync(writer, time, cancellationToken);
            content = content[Piece..];
        }

        writer.Write(content.Span);
    }

    /// <summary>Waits until what was written is on its way.</summary>
    /// <exception cref="SlowReaderException">The client takes nothing.</exception>
    public static async Task FlushAsync(PipeWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        var flush = writer.FlushAsync(cancellationToken);
        if (flush.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await flush.AsTask().WaitAsync(Limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new SlowReaderException();
        }
    }
}
