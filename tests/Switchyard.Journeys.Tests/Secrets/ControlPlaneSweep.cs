using System.Text;
using System.Text.Json.Nodes;

namespace Switchyard.Journeys.Tests.Secrets;

/// <summary>
/// Asks every operation of the control plane's own description of itself, with good and with wrong input, with secrets where they do not belong: in paths, queries, headers, names of members,
/// values of the wrong kind, and in bodies that are not JSON. A name that is not known is told to the one who sent it, so names have a secret of their own.
/// </summary>
internal sealed class ControlPlaneSweep(HttpClient signedIn, HttpClient stranger, JsonNode description, IReadOnlyDictionary<string, string> known, string misplaced, string misnamed)
{
    private static readonly HttpMethod[] Changing = [HttpMethod.Post, HttpMethod.Patch, HttpMethod.Put, HttpMethod.Delete];

    /// <summary>Operations that were asked.</summary>
    public HashSet<string> Asked { get; } = [];

    public async Task RunAsync()
    {
        foreach (var (path, operations) in description["paths"]!.AsObject())
        {
            foreach (var (name, operation) in operations!.AsObject())
            {
                var method = HttpMethod.Parse(name);
                Asked.Add($"{method} {path}");
                if (path.EndsWith("/events/stream", StringComparison.Ordinal))
                {
                    await SendAsync(stranger, method, path, null);
                    continue;
                }

                await PathsAsync(method, path);
                await QueriesAsync(method, path);
                if (Changing.Contains(method))
                {
                    await BodiesAsync(method, path, operation!);
                }
            }
        }
    }

    private async Task PathsAsync(HttpMethod method, string path)
    {
        await SendAsync(stranger, method, Fill(path, known), null);
        if (method == HttpMethod.Get)
        {
            await SendAsync(signedIn, method, Fill(path, known), null);
        }

        if (path.Contains('{', StringComparison.Ordinal))
        {
            await SendAsync(signedIn, method, Fill(path, null), null);
            await SendAsync(signedIn, method, Fill(path, known) + "/" + misplaced, null);
        }
    }

    private async Task QueriesAsync(HttpMethod method, string path)
    {
        // Deleting for real comes at the end of the journey.
        var place = method == HttpMethod.Delete ? Fill(path, null) : Fill(path, known);
        foreach (var query in new[] { "limit", "cursor", "wait", "dryRun", "retire", "groupBy", "status", "startedAfter", "from", "revision", "field", "prefix", misnamed })
        {
            await SendAsync(signedIn, method, $"{place}?{query}={misplaced}", null);
        }

        await SendAsync(signedIn, method, $"{place}?token={misplaced}&access_token={misplaced}", null);
    }

    private async Task BodiesAsync(HttpMethod method, string path, JsonNode operation)
    {
        var places = path.Contains('{', StringComparison.Ordinal) && method != HttpMethod.Delete ? new[] { Fill(path, known), Fill(path, null) } : [Fill(path, null)];
        foreach (var place in places)
        {
            foreach (var body in Bodies(operation))
            {
                await SendAsync(signedIn, method, place + "?dryRun=true", body);
            }

            await SendAsync(signedIn, method, place, $"{{\"name\": \"{misplaced}\"", "application/json");
            await SendAsync(signedIn, method, place, misplaced, "application/json");
            await SendAsync(signedIn, method, place, $"{{}}", misplaced + "/x");
            await SendAsync(signedIn, method, place, "{}", "application/json", ("If-Match", misplaced), ("Idempotency-Key", new string('x', 300) + misplaced));
        }
    }

    private IEnumerable<string> Bodies(JsonNode operation)
    {
        yield return "{}";
        yield return "null";
        yield return $"\"{misplaced}\"";
        yield return $"[\"{misplaced}\"]";
        yield return $"{{\"{misnamed}\": 1}}";
        yield return $"{{\"name\": {{\"{misnamed}\": \"{misplaced}\"}}}}";
        foreach (var (name, _) in Schema(operation)?["properties"]?.AsObject() ?? [])
        {
            // Of the wrong kind for every member that is a text, a number or a flag; too long for the rest.
            yield return $"{{\"{name}\": [[\"{misplaced}\"]]}}";
            yield return $"{{\"{name}\": {{\"{misnamed}\": [\"{misplaced}\"]}}}}";
            yield return $"{{\"{name}\": \"{misplaced} {new string('x', 20_000)}\"}}";
            yield return $"{{\"{name}\": \"\\u0000{misplaced}\"}}";
        }
    }

    private JsonNode? Schema(JsonNode operation)
    {
        var schema = operation["requestBody"]?["content"]?["application/json"]?["schema"];
        return (string?)schema?["$ref"] is { } reference ? description["components"]!["schemas"]![reference.Split('/')[^1]] : schema;
    }

    private string Fill(string path, IReadOnlyDictionary<string, string>? values)
    {
        var filled = new StringBuilder();
        foreach (var segment in path.Split('/').Skip(1))
        {
            filled.Append('/').Append(segment is ['{', .. var name, '}'] ? values?.GetValueOrDefault($"{path.Split('/')[3]}.{name}") ?? misplaced : segment);
        }

        return filled.ToString();
    }

    private static async Task SendAsync(HttpClient client, HttpMethod method, string path, string? body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeLessThan(500, $"{method} {path} {body}: {answer}");
    }
}
