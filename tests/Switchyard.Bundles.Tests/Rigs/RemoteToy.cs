using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>A remote server on loopback, which keeps the protocol unless a test says otherwise.</summary>
internal sealed class RemoteToy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<string> _unasked = Channel.CreateUnbounded<string>();

    private RemoteToy(WebApplication app) => _app = app;

    /// <summary>Address of the server.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Every request so far.</summary>
    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Answers in a stream of events instead of as JSON.</summary>
    public bool Streams { get; set; }

    /// <summary>Offers the stream of what it says unasked.</summary>
    public bool OffersListening { get; set; }

    /// <summary>Id of the session it gives out, or null for none.</summary>
    public string? Session { get; set; }

    /// <summary>Speaks 2026-07-28 and nothing else.</summary>
    public bool IsStateless { get; set; }

    /// <summary>Looks at a request first; true when it has answered.</summary>
    public Func<HttpContext, JsonObject?, Task<bool>> Before { get; set; } = static (_, _) => Task.FromResult(false);

    /// <summary>Tools it lists.</summary>
    public string Tools { get; set; } = """[{"name":"echo","inputSchema":{"type":"object"}}]""";

    public static async Task<RemoteToy> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(System.Net.IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1));
        var toy = new RemoteToy(builder.Build());
        toy._app.Run(toy.HandleAsync);
        await toy._app.StartAsync();
        toy.Url = new Uri(toy._app.Urls.Single() + "/mcp");
        return toy;
    }

    /// <summary>A bundle of it.</summary>
    public BundleConfig Bundle(BundleType type = BundleType.Http) => ServerRig.Of(new BundleDefinition { Type = type, Url = Url.ToString(), Insecure = true });

    /// <summary>Says something unasked.</summary>
    public void Say(string message) => _unasked.Writer.TryWrite(message);

    /// <summary>Waits until the client has given a request up.</summary>
    public static async Task AbortedAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }

    /// <summary>Ends the stream of what it says unasked.</summary>
    public void HangUp() => _unasked.Writer.TryWrite("");

    /// <summary>The next request of that kind that was not looked at yet; waits for it.</summary>
    public async Task<Seen> SeenAsync(Func<Seen, bool> isMeant)
    {
        while (true)
        {
            var arrived = _arrived.Task;
            if (Requests.FirstOrDefault(isMeant) is { } seen)
            {
                return seen;
            }

            await arrived.WaitAsync(Patience.Token);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var message = body.Length > 0 ? JsonNode.Parse(body) as JsonObject : null;
        Requests.Enqueue(new Seen(context.Request.Method, context.Request.Path, message, context.Request.Headers.ToDictionary(static each => each.Key, static each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        Interlocked.Exchange(ref _arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        if (await Before(context, message))
        {
            return;
        }

        if (context.Request.Method == "GET")
        {
            await ListenAsync(context);
        }
        else if (context.Request.Method == "DELETE" || message?["id"] is null || message["method"] is null)
        {
            context.Response.StatusCode = 202;
        }
        else
        {
            await AnswerAsync(context, message, (string)message["method"]!);
        }
    }

    private async Task ListenAsync(HttpContext context)
    {
        if (!OffersListening)
        {
            context.Response.StatusCode = 405;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": here\n\n");
        await context.Response.Body.FlushAsync();
        try
        {
            while (await _unasked.Reader.ReadAsync(context.RequestAborted) is { Length: > 0 } said)
            {
                await context.Response.WriteAsync(said.StartsWith('{') ? Event(said) : said);
                await context.Response.Body.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private async Task AnswerAsync(HttpContext context, JsonObject message, string method)
    {
        if (method == "initialize" && !IsStateless && Session is not null)
        {
            context.Response.Headers["Mcp-Session-Id"] = Session;
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]!.DeepClone() };
        if (Result(method, message["params"] as JsonObject ?? []) is { } result)
        {
            answer["result"] = result;
        }
        else
        {
            context.Response.StatusCode = IsStateless ? 400 : 200;
            answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = $"'{method}' is not known." };
        }

        context.Response.ContentType = Streams && context.Response.StatusCode == 200 ? "text/event-stream" : "application/json";
        if (Streams && message["params"]?["_meta"]?["progressToken"] is { } token)
        {
            await context.Response.WriteAsync(Event(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/progress", ["params"] = new JsonObject { ["progressToken"] = token.DeepClone(), ["progress"] = 1 } }.ToJsonString()));
        }

        await context.Response.WriteAsync(context.Response.ContentType == "text/event-stream" ? Event(answer.ToJsonString()) : answer.ToJsonString());
    }

    private JsonObject? Result(string method, JsonObject parameters) => method switch
    {
        "initialize" when !IsStateless => new JsonObject { ["protocolVersion"] = parameters["protocolVersion"]!.DeepClone(), ["capabilities"] = new JsonObject { ["tools"] = new JsonObject { ["listChanged"] = true } } },
        "server/discover" when IsStateless => new JsonObject { ["supportedVersions"] = new JsonArray("2026-07-28"), ["capabilities"] = new JsonObject() },
        "tools/list" => new JsonObject { ["tools"] = JsonNode.Parse(Tools) },
        "tools/call" or "x/echo" => (JsonObject)parameters.DeepClone(),
        _ => null,
    };

    /// <summary>An event with comments and several lines of data, as it may be written.</summary>
    private static string Event(string json) => $": comment\r\nevent: message\r\nid: 1\r\ndata: {json.Replace(",\"", ",\r\ndata: \"", StringComparison.Ordinal)}\r\n\r\n";

    /// <summary>A request.</summary>
    public sealed record Seen(string Method, string Path, JsonObject? Message, IReadOnlyDictionary<string, string> Headers)
    {
        /// <summary>Method of the message, or null.</summary>
        public string? Call => (string?)Message?["method"];
    }
}
