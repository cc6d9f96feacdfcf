using System.Net.Http.Headers;
using System.Text;

namespace Switchyard.Simulator.Tests;

/// <summary>A simulator on a free port with a client, and the small things every test asks of them.</summary>
public abstract class SimulatorFixture : IAsyncLifetime
{
    private SimulatorServer? _server;

    protected static CancellationToken Ending => TestContext.Current.CancellationToken;

    protected virtual SimulatorOptions Options => new();

    protected SimulatorServer Server => _server ?? throw new InvalidOperationException("The simulator has not started.");

    protected HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SimulatorServer.StartAsync(Options, Ending);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static string Chat(string model = "sim", bool stream = false, string more = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello yard"}],"stream":{{(stream ? "true" : "false")}}{{more}}}""";

    protected static string Message(string model = "sim", bool stream = false, string more = "") =>
        $$"""{"model":"{{model}}","max_tokens":1000,"messages":[{"role":"user","content":"hello yard"}],"stream":{{(stream ? "true" : "false")}}{{more}}}""";

    protected static HttpRequestMessage Post(string path, string body, params (string Name, string Value)[] headers)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    protected Task<HttpResponseMessage> SendAsync(string path, string body, params (string Name, string Value)[] headers) =>
        Client.SendAsync(Post(path, body, headers), HttpCompletionOption.ResponseHeadersRead, Ending);

    protected async Task<JsonElement> JsonAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(path, body, headers);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Ending)).RootElement;
    }

    /// <summary>All events of a stream as an SSE parser of the framework sees them.</summary>
    protected async Task<List<SseItem<string>>> EventsAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(path, body, headers);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await SseParser.Create(await response.Content.ReadAsStreamAsync(Ending)).EnumerateAsync(Ending).ToListAsync(Ending);
    }
}
