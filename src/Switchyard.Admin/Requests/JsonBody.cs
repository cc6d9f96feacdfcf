using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Problems;

namespace Switchyard.Admin.Requests;

/// <summary>A JSON request body, read whole within the limit and parsed strictly: no comments, no trailing commas, no member twice.</summary>
internal sealed class JsonBody : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };
    private readonly JsonDocument _document;

    private JsonBody(JsonDocument document, byte[] hash) => (_document, Hash) = (document, hash);

    /// <summary>The body's object.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>SHA-256 of the body's bytes.</summary>
    public byte[] Hash { get; }

    /// <summary>Reads the body of <paramref name="context"/>; refuses it with 400, 413 or 415.</summary>
    public static async Task<JsonBody> ReadAsync(HttpContext context, int limit, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ProblemException(Problem.UnsupportedMediaType());
        }

        var bytes = await RequestBytes.ReadAsync(context, limit, cancellationToken);
        return new JsonBody(Parse(bytes), SHA256.HashData(bytes));
    }

    /// <summary>Parses <paramref name="bytes"/> as a strict JSON object; refuses it with 400 naming the position.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Problem.MalformedJson(Explain(bytes, exception)));
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            document.Dispose();
            throw new ProblemException(Problem.Invalid("", "The body must be a JSON object."));
        }

        return document;
    }

    public void Dispose() => _document.Dispose();

    // The reader's own message is not passed on: it may quote the text around the fault, and that may be a secret.
    private static string Explain(ReadOnlyMemory<byte> bytes, JsonException exception)
    {
        if (bytes.IsEmpty)
        {
            return "The body is empty.";
        }

        return exception.LineNumber is { } line
            ? $"The JSON is malformed at line {line + 1}, byte {exception.BytePositionInLine + 1}."
            : "The JSON names a member twice or is nested deeper than 64 levels.";
    }
}
