using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Documents;
using Switchyard.Admin.Requests;
using Switchyard.Configuration.Sources.File;

namespace Switchyard.Admin.Configuration;

/// <summary>A configuration that a caller sent: YAML or JSON, as its content type says.</summary>
/// <param name="File">What the caller calls it; it is only named, never opened.</param>
/// <param name="Text">The content.</param>
/// <param name="Format">How it is written.</param>
internal sealed record ConfigurationText(string File, string Text, FileFormat Format)
{
    private const int MaxNameLength = 256;

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
        var (text, _) = await DocumentBody.ReadAsync(context, cancellationToken, NameOf);
        return new ConfigurationText(NameOf(text.Format), text.Text, text.Format);

        string NameOf(FileFormat format) => name ?? (format == FileFormat.Json ? "config.json" : "config.yaml");
    }
}
