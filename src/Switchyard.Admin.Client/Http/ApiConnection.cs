using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Client.Rollout;

namespace Switchyard.Admin.Client.Http;

/// <summary>
/// Sends requests and reads answers. Every change carries an idempotency key, so when a connection breaks after the request was sent, the client can send it once more
/// and learn what became of it: the change has one effect, whether or not the first attempt was committed.
/// </summary>
internal sealed class ApiConnection(HttpClient http)
{
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> json, CancellationToken cancellationToken) => (await GetWithTagAsync(path, json, cancellationToken)).Value;

    public async Task<(T Value, string? ETag)> GetWithTagAsync<T>(string path, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await http.SendAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        return (await ReadAsync(response, json, cancellationToken), response.Headers.ETag?.ToString());
    }

    /// <summary>Reads a text of the type <paramref name="mediaType"/> and the value of a header that comes with it.</summary>
    public async Task<(string Text, string Header)> GetTextAsync(string path, string mediaType, string header, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(mediaType);
        using var response = await http.SendAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        return (await response.Content.ReadAsStringAsync(cancellationToken), response.Headers.GetValues(header).First());
    }

    /// <summary>Opens a stream whose end is not awaited; the caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, byte[]? body, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body, "application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            await ThrowIfRefusedAsync(response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public async Task<T> PostAsync<T>(string path, byte[]? body, JsonTypeInfo<T> json, CancellationToken cancellationToken, string contentType = "application/json")
    {
        using var request = Request(HttpMethod.Post, path, body, contentType);
        using var response = await http.SendAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        return await ReadAsync(response, json, cancellationToken);
    }

    /// <summary>Sends a request that is no change of the configuration; what is answered besides that it was done does not matter.</summary>
    public async Task SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, null, "application/json");
        using var response = await http.SendAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
    }

    /// <summary>Sends a request that is no change of the configuration.</summary>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, byte[] body, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body, "application/json");
        using var response = await http.SendAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        return await ReadAsync(response, json, cancellationToken);
    }

    public async Task<Changed<T>> ChangeAsync<T>(
        HttpMethod method, string path, byte[]? body, ChangeOptions? options, JsonTypeInfo<T> json, CancellationToken cancellationToken, string contentType = "application/json", bool answersDelete = false)
        where T : class
    {
        options ??= ChangeOptions.Default;
        var key = options.IdempotencyKey ?? Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        using var response = await SendTwiceAsync(() => Change(method, path, body, contentType, options, key), cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        var text = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var revision = response.Headers.TryGetValues("X-Switchyard-Revision", out var values)
            ? long.Parse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;
        var tag = response.Headers.ETag?.ToString();
        if (options.DryRun)
        {
            var dryRun = JsonSerializer.Deserialize(text, WireJson.Default.DryRunDocument)!;
            return new Changed<T>(dryRun.Result is { ValueKind: JsonValueKind.Object } result ? result.Deserialize(json) : null, tag, revision)
            {
                Diff = dryRun.Diff,
                Objects = dryRun.Objects,
                Plan = dryRun.Plan,
                Impact = dryRun.Impact,
            };
        }

        return new Changed<T>((method == HttpMethod.Delete && !answersDelete) || text.Length == 0 ? null : JsonSerializer.Deserialize(text, json), tag, revision)
        {
            Rollout = options.Wait is null ? null : RolloutOf(text),
            Replayed = response.Headers.Contains("Idempotent-Replayed"),
        };
    }

    private static RolloutState? RolloutOf(byte[] text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.TryGetProperty("rollout", out var rollout) ? rollout.Deserialize(WireJson.Default.RolloutState) : null;
    }

    private async Task<HttpResponseMessage> SendTwiceAsync(Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        try
        {
            using var first = create();
            return await http.SendAsync(first, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse)
        {
            using var second = create();
            return await http.SendAsync(second, cancellationToken);
        }
    }

    private static HttpRequestMessage Change(HttpMethod method, string path, byte[]? body, string contentType, ChangeOptions options, string key)
    {
        var request = Request(method, path + Query(options, path.Contains('?', StringComparison.Ordinal) ? '&' : '?'), body, contentType);
        request.Headers.Add("Idempotency-Key", key);
        if (options.IfMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", options.IfMatch);
        }

        if (options.IfNoneMatch)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        }

        return request;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, byte[]? body, string contentType)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        }

        return request;
    }

    private static string Query(ChangeOptions options, char begin)
    {
        var parts = new List<string>(3);
        if (options.DryRun)
        {
            parts.Add("dryRun=true");
        }

        if (options.Wait is { } wait)
        {
            parts.Add($"wait={(long)wait.TotalMilliseconds}ms");
        }

        if (options.Cut)
        {
            parts.Add("retire=cut");
        }

        if (options.Comment is { Length: > 0 } comment)
        {
            parts.Add($"comment={Uri.EscapeDataString(comment)}");
        }

        return parts.Count == 0 ? "" : $"{begin}{string.Join('&', parts)}";
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(stream, json, cancellationToken)
            ?? throw new SwitchyardApiException((int)response.StatusCode, "unexpected_answer", "The answer is empty.", []);
    }

    /// <summary>An error of the data plane has its parts within <c>error</c>.</summary>
    private static ProblemDocument? OfDataPlane(byte[] text)
    {
        try
        {
            return text.Length > 0 && JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? new ProblemDocument { Code = Text(error, "code"), Detail = Text(error, "message") }
                : null;
        }
        catch (JsonException)
        {
            // Of something that stands between; the status says what there is to say.
            return null;
        }

        static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var status = (int)response.StatusCode;
        var text = response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json" ? await response.Content.ReadAsByteArrayAsync(cancellationToken) : [];
        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? JsonSerializer.Deserialize(text, WireJson.Default.ProblemDocument) : OfDataPlane(text);
        throw new SwitchyardApiException(
            status, problem?.Code ?? $"status_{status}", problem?.Detail ?? problem?.Title ?? $"The server answered with status {status}.", problem?.Errors ?? [])
        {
            File = problem?.File,
            Line = problem?.Line,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }
}
