using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>Writes server-sent events. One writer at a time. What it holds is one message: the next is taken when this one is on its way, and a client that takes none for too long is given up.</summary>
internal sealed class SseWriter
{
    /// <summary>Time between two signs of life on a quiet stream.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly HttpResponse _response;
    private readonly TimeProvider _time;

    private SseWriter(HttpResponse response, TimeProvider time) => (_response, _time) = (response, time);

    /// <summary>Begins the answer.</summary>
    public static async Task<SseWriter> BeginAsync(HttpContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var writer = new SseWriter(response, time);
        await response.StartAsync(cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return writer;
    }

    /// <summary>A line that means nothing and keeps the connection open.</summary>
    public Task BeatAsync(CancellationToken cancellationToken)
    {
        _response.BodyWriter.Write(":\n\n"u8);
        return FlushAsync(cancellationToken);
    }

    /// <summary>An event that has nothing but a place to which the client can come back.</summary>
    public Task MarkAsync(string place, CancellationToken cancellationToken)
    {
        _response.BodyWriter.Write(Encoding.ASCII.GetBytes($"id: {place}\ndata:\n\n"));
        return FlushAsync(cancellationToken);
    }

    /// <summary>A message, which has no line break in it.</summary>
    /// <param name="message">JSON in UTF-8.</param>
    /// <param name="place">The place to which the client can come back, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SlowReaderException">The client does not take it.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> message, string? place, CancellationToken cancellationToken)
    {
        _response.BodyWriter.Write("event: message\n"u8);
        if (place is not null)
        {
            _response.BodyWriter.Write(Encoding.ASCII.GetBytes($"id: {place}\n"));
        }

        _response.BodyWriter.Write("data: "u8);
        await PatientWriter.WriteAsync(_response.BodyWriter, message, _time, cancellationToken);
        _response.BodyWriter.Write("\n\n"u8);
        await FlushAsync(cancellationToken);
    }

    private Task FlushAsync(CancellationToken cancellationToken) => PatientWriter.FlushAsync(_response.BodyWriter, _time, cancellationToken);
}
