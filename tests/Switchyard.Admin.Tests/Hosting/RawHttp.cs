using System.Net;
using System.Text;
using System.Text.Json;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>Requests as a script would send them.</summary>
internal static class RawHttp
{
    public static async Task<RawAnswer> SendAsync(
        this HttpClient http, string method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new RawAnswer(
            response.StatusCode,
            text,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>An answer, read whole.</summary>
internal sealed record RawAnswer(HttpStatusCode Status, string Text, string? ContentType, Dictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string Code => Json.GetProperty("code").GetString()!;

    /// <summary>The faulty fields of a problem, in order.</summary>
    public string[] Fields => [.. Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!)];
}
