using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Model.Agents;
using Switchyard.Model.Secrets;

namespace Switchyard.Agents.Tests.Rig;

/// <summary>An agent on a real socket that does what a test wants: is slow, refuses, dies, answers with another agent's proof. It knows the dial key that its registration gave it.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Guid?> _sessions = new();
    private int _dials;
    private int _sockets;

    private FakeAgent(WebApplication app) => _app = app;

    public Guid Id { get; set; }

    public Guid BootId { get; set; } = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public Secret? DialKey { get; set; }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

    /// <summary>Dials that came, refused ones included.</summary>
    public int Dials => Volatile.Read(ref _dials);

    /// <summary>Connections of sockets that are open.</summary>
    public int Sockets => Volatile.Read(ref _sockets);

    /// <summary>Sessions that are open.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>The chats that dialled, in the order in which they came.</summary>
    public ConcurrentQueue<(Guid? Chat, Guid[] Ancestors)> Chats { get; } = new();

    /// <summary>What a dial meets before it is answered.</summary>
    public Func<CancellationToken, Task> OnDial { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Changes the answer of a dial, for one who is not who he says.</summary>
    public Func<JsonObject, JsonObject> Answering { get; set; } = static answer => answer;

    /// <summary>Answers a call: text of the result.</summary>
    public Func<string, JsonNode?, CancellationToken, Task<string>> OnCall { get; set; } = static (tool, _, _) => Task.FromResult($"result of {tool}");

    /// <summary>Answers a call, knowing the chat that dialled; by default as <see cref="OnCall"/> does.</summary>
    public Func<Guid?, string, JsonNode?, CancellationToken, Task<string>>? OnChatCall { get; set; }

    /// <summary>Names of the tools.</summary>
    public string[] Tools { get; set; } = ["read_file", "run_command"];

    /// <summary>Whether each answer of a call is preceded by the notice that its tools are others now.</summary>
    public bool SaysListChanged { get; set; }

    /// <summary>Whether it answers at all once it is connected.</summary>
    public bool IsAlive { get; set; } = true;

    public static async Task<FakeAgent> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        FakeAgent? agent = null;
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => async connection =>
        {
            Interlocked.Increment(ref agent!._sockets);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref agent._sockets);
            }
        })));
        var app = builder.Build();
        agent = new FakeAgent(app);
        app.UseRouting();
        app.MapPost("/dial", agent.DialAsync);
        app.MapDelete("/dial", agent.Hang);
        app.MapGet("/live", (RequestDelegate)agent.LiveAsync);
        app.MapPost("/mcp", agent.McpAsync);
        await app.StartAsync(World.Ending);
        return agent;
    }

    /// <summary>Forgets all sessions, as a new process does.</summary>
    public void Forget() => _sessions.Clear();

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
    }

    private async Task DialAsync(HttpContext context)
    {
        Interlocked.Increment(ref _dials);
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        await OnDial(context.RequestAborted);
        var (nonce, at) = ((string)body["nonce"]!, (long)body["at"]!);
        var wanted = DialKey is null ? "" : DialProof.OfNode(DialKey, Id, BootId, nonce, at);
        if (!DialProof.Matches(wanted, (string?)body["proof"]) || (Guid)body["agentId"]! != Id || (Guid)body["bootId"]! != BootId)
        {
            context.Response.StatusCode = 401;
            return;
        }

        Chats.Enqueue(((Guid?)body["chat"], [.. body["ancestors"]!.AsArray().Select(static id => (Guid)id!)]));
        var session = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        _sessions[session] = (Guid?)body["chat"];
        await AnswerAsync(context, Answering(new JsonObject
        {
            ["agentId"] = Id, ["bootId"] = BootId, ["version"] = "1", ["session"] = session, ["proof"] = DialProof.OfAgent(DialKey!, Id, BootId, nonce, session),
        }));
    }

    private void Hang(HttpContext context) => _sessions.TryRemove(SessionOf(context), out _);

    private Task LiveAsync(HttpContext context)
    {
        if (!IsAlive)
        {
            return new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        }

        context.Response.StatusCode = _sessions.ContainsKey(SessionOf(context)) ? 200 : 401;
        return Task.CompletedTask;
    }

    private async Task McpAsync(HttpContext context)
    {
        if (!_sessions.TryGetValue(SessionOf(context), out var chat))
        {
            context.Response.StatusCode = 401;
            return;
        }

        var message = (await JsonNode.ParseAsync(context.Request.Body))!;
        if (message["id"] is not { } id)
        {
            context.Response.StatusCode = 202;
            return;
        }

        JsonObject? result = (string)message["method"]! switch
        {
            "initialize" => new()
            {
                ["protocolVersion"] = (string)message["params"]!["protocolVersion"]!, ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() }, ["serverInfo"] = new JsonObject { ["name"] = "fake", ["version"] = "1" },
            },
            "tools/list" => new()
            {
                ["tools"] = new JsonArray([.. Tools.Select(static name => new JsonObject { ["name"] = name, ["inputSchema"] = new JsonObject { ["type"] = "object" } })]),
            },
            "tools/call" => new()
            {
                ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = await CallAsync(chat, (string)message["params"]!["name"]!, message["params"]!["arguments"], context.RequestAborted) }),
            },
            _ => null,
        };
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone() };
        if (result is null)
        {
            answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = "Method not found" };
        }
        else
        {
            answer["result"] = result;
        }

        if (SaysListChanged && (string)message["method"]! == "tools/call")
        {
            // In the stream of the answer: there is no other way to a client that asks for none.
            context.Response.ContentType = "text/event-stream";
            var notice = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/tools/list_changed" };
            await context.Response.WriteAsync($"event: message\ndata: {notice.ToJsonString()}\n\nevent: message\ndata: {answer.ToJsonString()}\n\n");
            return;
        }

        await AnswerAsync(context, answer);
    }

    private Task<string> CallAsync(Guid? chat, string tool, JsonNode? arguments, CancellationToken cancellationToken) =>
        OnChatCall is { } answer ? answer(chat, tool, arguments, cancellationToken) : OnCall(tool, arguments, cancellationToken);

    private static string SessionOf(HttpContext context) => context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);

    private static Task AnswerAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
