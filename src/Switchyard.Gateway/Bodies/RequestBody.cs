using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Failures;

namespace Switchyard.Gateway.Bodies;

/// <summary>Reads a request body into pooled memory, decoded, up to a limit that holds for the decoded bytes. Never buffers more than the limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads all of it.</summary>
    /// <returns>Null, or why it can not be taken.</returns>
    public static ValueTask<Failure?> ReadAsync(HttpRequest request, int limit, PooledBuffer into, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return new ValueTask<Failure?>(Failure.BodyTooLarge);
        }

        var encoding = request.Headers.ContentEncoding;
        return encoding.Count == 0 || string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase)
            ? ReadPlainAsync(request.BodyReader, request.ContentLength, limit, into, cancellationToken)
            : ReadDecodedAsync(request, encoding.ToString(), limit, into, cancellationToken);
    }

    /// <summary>Reads the body as it came, until its end or until <paramref name="most"/> bytes are there. True when that was all.</summary>
    public static async ValueTask<bool> ReadUpToAsync(PipeReader reader, int most, PooledBuffer into, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var take = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, most - into.Length));
            foreach (var segment in take)
            {
                into.Append(segment.Span);
            }

            reader.AdvanceTo(take.End);
            if (take.Length == read.Buffer.Length && read.IsCompleted)
            {
                return true;
            }

            if (into.Length == most)
            {
                return false;
            }
        }
    }

    private static async ValueTask<Failure?> ReadPlainAsync(PipeReader reader, long? length, int limit, PooledBuffer into, CancellationToken cancellationToken)
    {
        try
        {
            into.GetMemory((int)(length ?? 0));
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                if (into.Length + read.Buffer.Length > limit)
                {
                    reader.AdvanceTo(read.Buffer.Start);
                    return Failure.BodyTooLarge;
                }

                foreach (var segment in read.Buffer)
                {
                    into.Append(segment.Span);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (Exception error) when (IsBadFraming(error))
        {
            return FailureOf(error);
        }
    }

    private static async ValueTask<Failure?> ReadDecodedAsync(HttpRequest request, string encoding, int limit, PooledBuffer into, CancellationToken cancellationToken)
    {
        if (Decoder(request.Body, encoding) is not { } decoder)
        {
            return Failure.UnsupportedEncoding;
        }

        await using (decoder)
        {
            try
            {
                int read;
                while ((read = await decoder.ReadAsync(into.GetMemory(4096), cancellationToken)) > 0)
                {
                    into.Advance(read);
                    if (into.Length > limit)
                    {
                        return Failure.BodyTooLarge;
                    }
                }

                return null;
            }
            catch (Exception error) when (IsBadFraming(error))
            {
                return FailureOf(error);
            }
            catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
            {
                return Failure.UnreadableBody;
            }
        }
    }

    private static Stream? Decoder(Stream body, string encoding) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };

    /// <summary>Whether Kestrel found the framing of the body wrong, or the body too slow or too long. A chunk size beyond 64 bits has an exception of its own.</summary>
    public static bool IsBadFraming(Exception error) => error is BadHttpRequestException or IOException { InnerException: OverflowException };

    /// <summary>What to tell then.</summary>
    public static Failure FailureOf(Exception error) => (error as BadHttpRequestException)?.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Failure.BodyTooLarge,
        StatusCodes.Status408RequestTimeout => Failure.BodyTooSlow,
        _ => Failure.UnreadableBody,
    };
}
