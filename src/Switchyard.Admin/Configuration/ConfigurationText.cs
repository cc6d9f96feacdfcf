using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.File;

namespace Switchyard.Admin.Configuration;

/// <summary>A configuration that a caller sent: YAML or JSON, as its content type says.</summary>
/// <param name="File">What the caller calls it; it is only named, never opened.</param>
/// <param name="Text">The content.</param>
/// <param name="Format">How it is written.</param>
internal sealed record ConfigurationText(string File, string Text, FileFormat Format)
{
    private const string Yaml = "application/yaml";
    private const string Json = "application/json";
    private const int MaxNameLength = 256;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads body, content type and <c>?file=</c>; refuses with 400, 413, 415 or 422.</summary>
    public static async Task<ConfigurationText> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var query = new RequestQuery(context.Request.Query);
        var name = query.Text("file");
        if (name is { Length: 0 or > MaxNameLength } || name?.Any(char.IsControl) == true)
        {
            query.Fault("file", $"Must have 1 to {MaxNameLength} characters and no control characters.");
        }

        query.Finish();
        var format = FormatOf(context.Request.ContentType);
        var file = name ?? (format == FileFormat.Json ? "config.json" : "config.yaml");
        var bytes = await RequestBytes.ReadAsync(context, FileReader.MaxBytes, cancellationToken);
        try
        {
            return new ConfigurationText(file, StrictUtf8.GetString(bytes.AsSpan().StartsWith<byte>([0xef, 0xbb, 0xbf]) ? bytes.AsSpan(3) : bytes), format);
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(Problem.InvalidConfiguration([new ConfigurationFault(file, 0, 0, "", "Is not UTF-8 text.")]));
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

        throw new ProblemException(Problem.UnsupportedMediaType(contentType, $"{Yaml} or {Json} in UTF-8"));
    }
}
