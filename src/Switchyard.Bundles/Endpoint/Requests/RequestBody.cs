using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;

namespace Switchyard.Bundles.Endpoint.Requests;

/// <summary>Reads bodies: JSON, bounded in size and depth, and without members of the same name, of which two readers may choose different ones.</summary>
internal static class RequestBody
{
    /// <summary>Longest body in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Why the body is not read at all, or null.</summary>
    public static McpRefusal? Refuse(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return new McpRefusal(415, "unsupported_media_type", "The body has to be application/json.");
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            return new McpRefusal(415, "unsupported_media_type", "The body must not be encoded.");
        }

        return request.ContentLength > MaxBytes ? TooLarge() : null;
    }

    public static McpRefusal TooLarge() => new(413, "body_too_large", $"The body is longer than {MaxBytes >> 20} MiB.");

    /// <summary>Reads it. Null when it is too long.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 1024, 1, MaxBytes));
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            foreach (var part in read.Buffer)
            {
                if (content.WrittenCount + part.Length > MaxBytes)
                {
                    return null;
                }

                content.Write(part.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return content.WrittenMemory;
            }
        }
    }

    /// <summary>Reads the JSON. False when it is none that is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, out JsonNode? value)
    {
        try
        {
            value = JsonNode.Parse(content, documentOptions: Options);
            return true;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }
}
