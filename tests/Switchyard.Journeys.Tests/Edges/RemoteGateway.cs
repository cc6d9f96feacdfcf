using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Edges;

/// <summary>A gateway of a yard, and one real <c>switchyard edge</c> process that runs as it.</summary>
internal sealed class RemoteGateway : IAsyncDisposable
{
    private readonly Yard _yard;
    private readonly string _token;
    private readonly HttpClient _client;
    private readonly Uri _controlPlane;
    private NodeProcess? _edge;

    private RemoteGateway(Yard yard, Uri controlPlane, string id, string token, string tokenId)
    {
        (_yard, _controlPlane, Id, _token, TokenId) = (yard, controlPlane, id, token, tokenId);
        Directory = Path.Combine(yard.DirectoryName, "edge-" + id);
        _client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", yard.AccessKey);
    }

    public string Id { get; }

    public string TokenId { get; }

    public string Directory { get; }

    public NodeProcess Edge => _edge!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static async Task<RemoteGateway> StartAsync(Yard yard, string name = "berlin", Uri? controlPlane = null)
    {
        var gateway = await yard.PostAsync("/gateways", new { name });
        var id = (string)gateway["id"]!;
        var token = await yard.PostAsync($"/gateways/{id}/tokens", new { });
        var remote = new RemoteGateway(yard, controlPlane ?? yard.Node.ControlPlane, id, (string)token["secret"]!, (string)token["id"]!);
        await remote.StartEdgeAsync();
        await remote.UntilReadyAsync();
        return remote;
    }

    public string[] Arguments() =>
    [
        "edge", "--control-plane", _controlPlane.ToString(), "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", Directory,
        "--egress-allow", "127.0.0.0/8", "--reconnect-refused", "500ms", "--reconnect-max", "1s",
    ];

    public Dictionary<string, string?> Environment() => new() { ["SWITCHYARD_GATEWAY_TOKEN"] = _token };

    public async Task StartEdgeAsync() => _edge = await NodeProcess.StartEdgeAsync(Arguments(), Environment());

    public async Task<(HttpStatusCode Status, string? Code, string Text)> AskAsync(string provider = "sim-openai", string prompt = "Hello")
    {
        var body = new JsonObject { ["model"] = "gpt-sim", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri(Edge.DataPlane, $"/{provider}/v1/chat/completions"), content, Ended);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Switchyard-Error", out var codes) ? codes.Single() : null, await answer.Content.ReadAsStringAsync(Ended));
    }

    public async Task ShouldAnswerAsync(HttpStatusCode status, string? code = null, string provider = "sim-openai", string prompt = "Hello")
    {
        var answer = await AskAsync(provider, prompt);
        answer.Status.ShouldBe(status, answer.Text + "\n" + Edge.Output);
        if (code is not null)
        {
            answer.Code.ShouldBe(code);
        }
    }

    /// <summary>Asks again and again, as a client would, until the answer is the one that is waited for.</summary>
    public async Task UntilAnswersAsync(HttpStatusCode status, string? code = null, string provider = "sim-openai")
    {
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        while (true)
        {
            var answer = await AskAsync(provider);
            if (answer.Status == status && (code is null || answer.Code == code))
            {
                return;
            }

            patience.IsCancellationRequested.ShouldBeFalse($"{(int)answer.Status} {answer.Text}\n{Edge.Output}");
            await Patience.PauseAsync();
        }
    }

    /// <summary>Asks a provider that knows no such path: whether it is disabled shows before anything is recorded.</summary>
    public async Task UntilDisabledAsync(string provider, bool disabled)
    {
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        while (true)
        {
            using var answer = await _client.GetAsync(new Uri(Edge.DataPlane, $"/{provider}/nowhere"), Ended);
            if (answer.StatusCode == (disabled ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.NotFound))
            {
                return;
            }

            patience.IsCancellationRequested.ShouldBeFalse($"{answer.StatusCode}\n{Edge.Output}");
            await Patience.PauseAsync();
        }
    }

    public async Task<(int Status, JsonNode Body)> ReadyAsync()
    {
        using var answer = await _client.GetAsync(new Uri(Edge.ControlPlane, "/readyz"), Ended);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ended))!);
    }

    public async Task<string> MetricsAsync() => await _client.GetStringAsync(new Uri(Edge.ControlPlane, "/metrics"), Ended);

    /// <summary>How many interceptions of this gateway are in the database, ended and in all.</summary>
    public async Task<(long All, long Running)> RecordedAsync()
    {
        var usage = await _yard.GetAsync("/usage?groupBy=node,status");
        var (all, running) = (0L, 0L);
        foreach (var item in usage["items"]!.AsArray().Where(item => (string?)item!["keys"]!["node"] == "berlin"))
        {
            var count = (long)item!["totals"]!["interceptions"]!;
            all += count;
            running += (string?)item["keys"]!["status"] == "running" ? count : 0;
        }

        return (all, running);
    }

    /// <summary>Reads the database again and again until it has <paramref name="count"/> ended interceptions of this gateway; more is a failure at once.</summary>
    public async Task UntilRecordedAsync(long count)
    {
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        while (true)
        {
            var (all, running) = await RecordedAsync();
            all.ShouldBeLessThanOrEqualTo(count);
            if (all == count && running == 0)
            {
                return;
            }

            patience.IsCancellationRequested.ShouldBeFalse(string.Create(CultureInfo.InvariantCulture, $"{all} of {count} are recorded, {running} run.\n{Edge.Output}"));
            await Patience.PauseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_edge is not null)
        {
            await _edge.DisposeAsync();
        }
    }

    /// <summary>An edge listens at once, and serves when its first state is in force.</summary>
    private async Task UntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        while (true)
        {
            var (status, body) = await ReadyAsync();
            if (status == 200)
            {
                return;
            }

            patience.IsCancellationRequested.ShouldBeFalse($"{body}\n{Edge.Output}");
            await Patience.PauseAsync();
        }
    }
}
