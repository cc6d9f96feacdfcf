using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Workload;

/// <summary>Sends writes one attempt at a time. The client of the product would repeat by itself, and what it hides the ledger must have.</summary>
internal sealed class ControlDoor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly string _upstream;
    private readonly HttpClient _http = new() { Timeout = Patience };

    /// <param name="upstream">Where the providers' upstream is.</param>
    public ControlDoor(Uri upstream)
    {
        _upstream = upstream.ToString().TrimEnd('/');
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RigYard.AdminToken);
    }

    public async Task<ControlAnswer> SendAsync(Uri node, string write, bool hasKey, WriteEffect effect, ProviderDraft draft, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Request(node, write, effect, draft);
            if (hasKey)
            {
                request.Headers.Add("Idempotency-Key", write);
            }

            using var answer = await _http.SendAsync(request, cancellationToken);
            return await ReadAsync(answer, cancellationToken);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new ControlAnswer(WriteAnswer.Unknown, null, null, null, broken.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<ControlAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        if (!answer.IsSuccessStatusCode)
        {
            var code = answer.Content.Headers.ContentType?.MediaType == "application/problem+json" ? (string?)JsonNode.Parse(text)!["code"] : null;
            return new ControlAnswer(status < 500 ? WriteAnswer.Refused : WriteAnswer.Unknown, status, null, null, $"{status} {code}");
        }

        if (NothingToDo(answer, text))
        {
            return new ControlAnswer(WriteAnswer.Refused, status, null, null, "nothing differs from that revision");
        }

        var revision = long.Parse(answer.Headers.GetValues("X-Switchyard-Revision").Single(), NumberStyles.None, CultureInfo.InvariantCulture);
        return new ControlAnswer(WriteAnswer.Done, status, revision, text.Length == 0 ? null : (string?)JsonNode.Parse(text)!["id"], $"{status}");
    }

    /// <summary>A rollback to what is in force already makes no revision, and says so.</summary>
    private static bool NothingToDo(HttpResponseMessage answer, string text) =>
        answer.RequestMessage!.RequestUri!.AbsolutePath.EndsWith("/rollback", StringComparison.Ordinal) && JsonNode.Parse(text)!["objects"]!.AsArray().Count == 0;

    private HttpRequestMessage Request(Uri node, string write, WriteEffect effect, ProviderDraft draft)
    {
        const string Providers = "/api/v1/providers";
        var one = $"{Providers}/{effect.Provider}";
        var document = $"/api/v1/config/documents/{effect.Provider}";
        var (method, path, body) = effect.Kind switch
        {
            WriteKind.Create => (HttpMethod.Post, Providers, new
            {
                name = effect.Provider,
                type = "openai",
                baseUrl = _upstream,
                displayName = Marks.DisplayName(effect.Mark),
                enabled = Marks.IsEnabled(effect.Mark),
                settings = new { timeouts = new { idle = Marks.Idle(effect.Mark) } },
            }),
            WriteKind.Change => (HttpMethod.Patch, one, new
            {
                displayName = Marks.DisplayName(effect.Mark),
                enabled = Marks.IsEnabled(effect.Mark),
                settings = new { timeouts = new { idle = Marks.Idle(effect.Mark) } },
            }),
            WriteKind.AddKey => (HttpMethod.Post, $"{one}/keys", new { key = $"sk-rig-{effect.Provider}-{effect.Label}-0001", label = effect.Label }),
            WriteKind.DeleteKey => (HttpMethod.Delete, $"{one}/keys/{draft.Keys[effect.Label!]}", (object?)null),
            WriteKind.PutDocument => (HttpMethod.Put, document, new
            {
                version = 1,
                providers = new[]
                {
                    new
                    {
                        name = effect.Provider,
                        type = "openai",
                        baseUrl = _upstream,
                        displayName = Marks.DisplayName(effect.Mark),
                        enabled = Marks.IsEnabled(effect.Mark),
                        settings = new { timeouts = new { idle = Marks.Idle(effect.Mark) } },
                        keys = new[] { new { key = $"sk-rig-{effect.Provider}-{effect.Label}-0001", label = effect.Label } },
                    },
                },
            }),
            WriteKind.DropDocument => (HttpMethod.Delete, document, null),
            WriteKind.RollBack => (HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"/api/v1/config/revisions/{effect.Target}/rollback"), null),
            WriteKind.Delete => (HttpMethod.Delete, one, null),
            _ => throw new ArgumentOutOfRangeException(nameof(effect), effect.Kind, "No such kind."),
        };
        return new HttpRequestMessage(method, new Uri(node, $"{path}?comment={write}"))
        {
            Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Web),
        };
    }
}
