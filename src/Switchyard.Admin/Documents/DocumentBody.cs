using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;

namespace Switchyard.Admin.Documents;

/// <summary>A configuration text in the body of a request: YAML or JSON, as its content type says; refused with 413, 415 or 422.</summary>
internal static class DocumentBody
{
    public const string Yaml = "application/yaml";
    public const string Json = "application/json";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="nameOf">What to call it in a fault, by its format; null leaves it without a name.</param>
    public static async Task<(DocumentText Text, byte[] Bytes)> ReadAsync(HttpContext context, CancellationToken cancellationToken, Func<FileFormat, string>? nameOf = null)
    {
        var format = FormatOf(context.Request.ContentType);
        var bytes = await RequestBytes.ReadAsync(context, FileReader.MaxBytes, cancellationToken);
        try
        {
            return (new DocumentText(StrictUtf8.GetString(bytes.AsSpan().StartsWith<byte>([0xef, 0xbb, 0xbf]) ? bytes.AsSpan(3) : bytes), format), bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(Problem.InvalidConfiguration([new ConfigurationFault(nameOf?.Invoke(format), 0, 0, "", "Is not UTF-8 text.")]));
        }
    }

    private static FileFormat FormatOf(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type) && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            if (Yaml.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase))
            {
                return FileFormat.Yaml;
            }

            if (Json.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase))
            {
                return FileFormat.Json;
            }
        }

        throw new ProblemException(Problem.UnsupportedMediaType($"{Yaml} or {Json} in UTF-8"));
    }
}
