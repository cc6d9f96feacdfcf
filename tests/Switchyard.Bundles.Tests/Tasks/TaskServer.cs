using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>A server that makes tasks, which go on as the test says.</summary>
internal sealed class TaskServer
{
    private readonly ConcurrentDictionary<string, Work> _works = new(StringComparer.Ordinal);
    private readonly Channel<(string Method, string Id)> _asked = Channel.CreateUnbounded<(string, string)>();
    private int _last;

    private TaskServer(FakeServer server) => Server = server;

    public FakeServer Server { get; }

    /// <summary>How often it wants to be asked, in milliseconds.</summary>
    public int Poll { get; init; } = 1_000;

    /// <summary>What it was called with, in order.</summary>
    public List<JsonObject> Calls { get; } = [];

    /// <summary>What it does instead of making a task, or null.</summary>
    public Func<JsonObject, CancellationToken, Task<JsonNode?>>? OnCall { get; set; }

    /// <summary>Makes a server that makes tasks: <c>run</c> may be one, <c>only</c> is always one, <c>echo</c> never.</summary>
    public static TaskServer Configure(FakeServer server, bool cancels = true)
    {
        var made = new TaskServer(server);
        var tasks = new JsonObject { ["requests"] = new JsonObject { ["tools"] = new JsonObject { ["call"] = new JsonObject() } } };
        if (cancels)
        {
            tasks["cancel"] = new JsonObject();
        }

        server.Initialization["capabilities"] = new JsonObject { ["tasks"] = tasks };
        server.Tools = [Tool("echo", null), Tool("only", "required"), Tool("run", "optional")];
        server.OnRequest = made.AnswerAsync;
        return made;
    }

    /// <summary>The tasks that it was asked for, in order.</summary>
    public IReadOnlyList<string> Ids => [.. _works.Keys.OrderBy(static id => int.Parse(id[5..], System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Waits until it is asked something of a task.</summary>
    public async Task<string> AskedAsync(string method)
    {
        while (true)
        {
            var (asked, id) = await _asked.Reader.ReadAsync(Patience.Token);
            if (asked == method)
            {
                return id;
            }
        }
    }

    public void Tell(string id, string status, string? message = null, int? poll = null) => _works[id] = _works[id] with { Status = status, Message = message, Poll = poll ?? Poll };

    public void End(string id, JsonNode? result, string status = "completed") => _works[id] = _works[id] with { Status = status, Result = result };

    public void Fail(string id, ServerErrorException error) => _works[id] = _works[id] with { Status = "failed", Error = error };

    public void Forget(string id) => _works.TryRemove(id, out _);

    public static JsonObject Text(string text, bool isError = false)
    {
        var result = new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };
        if (isError)
        {
            result["isError"] = true;
        }

        return result;
    }

    private static BundleTool Tool(string name, string? support) => new(
        name,
        Encoding.UTF8.GetBytes($$"""{ "name": "{{name}}", "inputSchema": { "type": "object" }{{(support is null ? "" : $$""", "execution": { "taskSupport": "{{support}}" }""")}} }"""),
        "00",
        false);

    private async Task<JsonNode?> AnswerAsync(string method, JsonObject? parameters, CancellationToken cancellationToken)
    {
        if (method == "tools/call")
        {
            return await CallAsync(parameters!, cancellationToken);
        }

        if (!method.StartsWith("tasks/", StringComparison.Ordinal))
        {
            return new JsonObject();
        }

        var id = (string)parameters!["taskId"]!;
        if (!_works.TryGetValue(id, out var work))
        {
            throw new ServerErrorException(-32602, "Task not found", null);
        }

        if (method == "tasks/cancel")
        {
            work = _works[id] = work with { Status = "cancelled" };
        }

        _asked.Writer.TryWrite((method, id));
        return method != "tasks/result" ? Describe(id, work) : work.Error is null ? work.Result?.DeepClone() : throw work.Error;
    }

    private async Task<JsonNode?> CallAsync(JsonObject parameters, CancellationToken cancellationToken)
    {
        lock (Calls)
        {
            Calls.Add(parameters);
        }

        if (OnCall is not null)
        {
            return await OnCall(parameters, cancellationToken);
        }

        if (parameters["task"] is null)
        {
            return Text("called");
        }

        var id = $"task-{Interlocked.Increment(ref _last)}";
        var work = _works[id] = new Work("working", null, Poll, null, null);
        _asked.Writer.TryWrite(("tools/call", id));
        return new JsonObject { ["task"] = Describe(id, work) };
    }

    private static JsonObject Describe(string id, Work work)
    {
        var task = new JsonObject { ["taskId"] = id, ["status"] = work.Status, ["createdAt"] = "2025-11-25T10:30:00Z", ["lastUpdatedAt"] = "2025-11-25T10:30:00Z", ["ttl"] = 1, ["pollInterval"] = work.Poll };
        if (work.Message is not null)
        {
            task["statusMessage"] = work.Message;
        }

        return task;
    }

    private sealed record Work(string Status, string? Message, int Poll, JsonNode? Result, ServerErrorException? Error);
}
