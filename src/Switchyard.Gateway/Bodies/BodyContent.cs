using System.Net;
using System.Net.Http.Headers;

namespace Switchyard.Gateway.Bodies;

/// <summary>Sends bytes that belong to somebody else, who must keep them until nobody sends it any more.</summary>
internal sealed class BodyContent : HttpContent
{
    private int _sending;

    /// <summary>The bytes. Set before the content is sent.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Whether the client library is reading it at this moment.</summary>
    public bool IsBeingSent => Volatile.Read(ref _sending) != 0;

    /// <summary>Gives the content a type where the client named none.</summary>
    public void DefaultToJson()
    {
        if (!Headers.Contains("Content-Type"))
        {
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
    }

    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _sending, 1);
        try
        {
            await stream.WriteAsync(Body, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _sending, 0);
        }
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = Body.Length;
        return true;
    }
}
