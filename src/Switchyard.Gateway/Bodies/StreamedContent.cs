using System.Net;

namespace Switchyard.Gateway.Bodies;

/// <summary>Sends what was read of a client's body already, then the rest as it arrives. It can be sent once.</summary>
/// <param name="begun">Bytes read already.</param>
/// <param name="rest">The rest.</param>
/// <param name="length">Length of the whole, or null where the client did not say it.</param>
/// <param name="limit">Most bytes altogether.</param>
internal sealed class StreamedContent(ReadOnlyMemory<byte> begun, Stream rest, long? length, int limit) : HttpContent
{
    private int _exceeded;

    /// <summary>Whether the body turned out longer than the limit.</summary>
    public bool LimitExceeded => Volatile.Read(ref _exceeded) != 0;

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(begun, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        long total = begun.Length;
        using var buffer = new PooledBuffer();
        int read;
        while ((read = await rest.ReadAsync(buffer.GetMemory(16 * 1024), cancellationToken)) > 0)
        {
            total += read;
            if (total > limit)
            {
                Volatile.Write(ref _exceeded, 1);
                throw new IOException("The body is longer than the limit.");
            }

            await stream.WriteAsync(buffer.GetMemory()[..read], cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long known)
    {
        known = length ?? 0;
        return length is not null;
    }
}
