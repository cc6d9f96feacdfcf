using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchyard.Testing.Runs;

namespace Switchyard.Testing.Authorities;

/// <summary>An MCP server on loopback that asks for a token. What it lists and answers is of the person whose token it is, and it notices when a session of one person is used by another.</summary>
public sealed class SignedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestAuthority _authority;
    private readonly ConcurrentDictionary<string, string> _sessions = new();
    private readonly ConcurrentQueue<string> _crossings = new();
    private readonly ConcurrentQueue<string> _shown = new();
    private readonly ConcurrentQueue<string> _methods = new();
    private readonly SemaphoreSlim _gotten = new(0);
    private int _count;
    private int _gets;

    private SignedServer(WebApplication app, TestAuthority authority) => (_app, _authority) = (app, authority);

    public string Url { get; private set; } = "";

    /// <summary>What its metadata say it is called; null for the truth.</summary>
    public string? SaysResource { get; set; }

    /// <summary>Says where its metadata are; else they have to be looked for.</summary>
    public bool NamesMetadata { get; set; } = true;

    public bool HasMetadata { get; set; } = true;

    /// <summary>Asks for a token at all.</summary>
    public bool IsClosed { get; set; } = true;

    /// <summary>Refuses every token.</summary>
    public bool RefusesAll { get; set; }

    /// <summary>Sessions of one person that another used.</summary>
    public IReadOnlyCollection<string> Crossings => _crossings;

    /// <summary>Every <c>Authorization</c> header that came.</summary>
    public IReadOnlyCollection<string> Shown => _shown;

    /// <summary>Methods that were answered.</summary>
    public IReadOnlyCollection<string> Methods => _methods;

    /// <summary>Looks at a request of a person before it is answered.</summary>
    public Func<string, string, HttpContext, Task> Before { get; set; } = static (_, _, _) => Task.CompletedTask;

    public static async Task<SignedServer> StartAsync(TestAuthority authority)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new SignedServer(builder.Build(), authority);
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        server.Url = server._app.Urls.Single() + "/mcp";
        return server;
    }

    /// <summary>GET requests with a good token.</summary>
    public int Gets => Volatile.Read(ref _gets);

    /// <summary>Waits for one more.</summary>
    public Task NextGetAsync() => _gotten.WaitAsync(Patience.Token);

    /// <summary>Forgets all sessions.</summary>
    public void Restart() => _sessions.Clear();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == "/.well-known/oauth-protected-resource/mcp" && HasMetadata)
        {
            await context.Response.WriteAsJsonAsync(new JsonObject
            {
                ["resource"] = SaysResource ?? Url,
                ["authorization_servers"] = new JsonArray(_authority.Issuer),
                ["scopes_supported"] = new JsonArray("read", "write"),
            });
            return;
        }

        if (context.Request.Path != "/mcp")
        {
            context.Response.StatusCode = 404;
            return;
        }

        var person = "anybody";
        if (IsClosed && (person = PersonOf(context)) is null)
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = NamesMetadata ? $"Bearer error=\"invalid_token\", resource_metadata=\"{Url.Replace("/mcp", "", StringComparison.Ordinal)}/.well-known/oauth-protected-resource/mcp\"" : "Bearer";
            return;
        }

        if (context.Request.Method == "GET")
        {
            Interlocked.Increment(ref _gets);
            _gotten.Release();
        }

        if (context.Request.Method != "POST")
        {
            context.Response.StatusCode = context.Request.Method == "GET" ? 405 : 200;
            return;
        }

        await AnswerAsync(context, person);
    }

    private string? PersonOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            _shown.Enqueue(header);
        }

        return !RefusesAll && header.StartsWith("Bearer ", StringComparison.Ordinal) && _authority.Look(header["Bearer ".Length..]) is { } known && known.Resource == Url ? known.Person : null;
    }

    private async Task AnswerAsync(HttpContext context, string person)
    {
        var message = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        var method = (string?)message["method"] ?? "";
        var session = context.Request.Headers["Mcp-Session-Id"].ToString();
        if (session.Length > 0 && !_sessions.ContainsKey(session))
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (session.Length > 0 && _sessions[session] != person)
        {
            _crossings.Enqueue($"{person} in the session of {_sessions[session]}");
        }

        if (message["id"] is null)
        {
            context.Response.StatusCode = 202;
            return;
        }

        await Before(person, method, context);
        _methods.Enqueue(method);
        var result = new JsonObject();
        if (method == "initialize")
        {
            var id = $"session-{person}-{Interlocked.Increment(ref _count)}";
            _sessions[id] = person;
            context.Response.Headers["Mcp-Session-Id"] = id;
            result["protocolVersion"] = message["params"]!["protocolVersion"]!.DeepClone();
            result["capabilities"] = new JsonObject { ["tools"] = new JsonObject() };
            result["instructions"] = $"canary-{person}";
        }
        else if (method == "tools/list")
        {
            result["tools"] = new JsonArray(Tool("whoami"), Tool($"of-{person}"));
        }
        else if (method == "tools/call")
        {
            result["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = $"canary-{person}" });
        }

        await context.Response.WriteAsJsonAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]!.DeepClone(), ["result"] = result });
    }

    private static JsonObject Tool(string name) => new() { ["name"] = name, ["inputSchema"] = new JsonObject { ["type"] = "object" } };
}
