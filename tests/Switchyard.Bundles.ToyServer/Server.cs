using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.ToyServer;

/// <summary>The protocol, kept or broken as the options say.</summary>
internal sealed class Server(Wire wire, IReadOnlyDictionary<string, string> options)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> _asked = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new();
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Works _works = new();
    private int _calls;
    private int _questions;
    private int _changes;
    private JsonNode? _subscription;

    /// <summary>Set by a tool: standard input is never read again.</summary>
    public bool StopsReading { get; set; }

    public bool IsStateless => options.ContainsKey("stateless");

    public async Task<int> RunAsync()
    {
        var reading = ReadAsync();
        return await Task.WhenAny(reading, _exit.Task) == reading ? await reading : await _exit.Task;
    }

    public void Exit(int code) => _exit.TrySetResult(code);

    /// <summary>Asks the client and returns its whole answer.</summary>
    public async Task<JsonObject> AskAsync(string method)
    {
        var id = "toy-" + Interlocked.Increment(ref _questions).ToString(CultureInfo.InvariantCulture);
        var answer = _asked[id] = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        await wire.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = new JsonObject() });
        return await answer.Task;
    }

    public Task NotifyAsync(string method, JsonObject parameters) => wire.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters });

    /// <summary>Changes the list of tools and says so.</summary>
    public Task ChangeAsync()
    {
        Interlocked.Increment(ref _changes);
        return SayChangedAsync("tools");
    }

    public Task SayChangedAsync(string what)
    {
        var parameters = new JsonObject();
        if (_subscription is not null)
        {
            parameters["_meta"] = new JsonObject { ["io.modelcontextprotocol/subscriptionId"] = _subscription.DeepClone() };
        }

        return NotifyAsync($"notifications/{what}/list_changed", parameters);
    }

    private async Task<int> ReadAsync()
    {
        while (await wire.ReadAsync() is { } line)
        {
            var message = (JsonObject)JsonNode.Parse(line)!;
            if ((string?)message["method"] is { } method)
            {
                _ = TakeAsync(message, method);
            }
            else if (_asked.TryRemove(message["id"]!.ToString(), out var asked))
            {
                asked.SetResult(message);
            }

            while (StopsReading)
            {
                await Pause.ForEverAsync();
            }
        }

        return 0;
    }

    private async Task TakeAsync(JsonObject message, string method)
    {
        try
        {
            if (message["id"] is not { } id)
            {
                if (method == "notifications/cancelled" && _running.TryRemove(message["params"]!["requestId"]!.ToJsonString(), out var cancelled))
                {
                    await Console.Error.WriteLineAsync("cancelled");
                    await cancelled.CancelAsync();
                }

                return;
            }

            if (options.ContainsKey("silent"))
            {
                await Console.Error.WriteLineAsync($"I hang at {method}.");
                return;
            }

            await HandleAsync(method, id, message["params"] as JsonObject ?? []);
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync(failure.ToString());
        }
    }

    private async Task HandleAsync(string method, JsonNode id, JsonObject parameters)
    {
        switch (method)
        {
            case "initialize" when IsStateless:
                await RefuseAsync(id, -32601, "There is no handshake in 2026-07-28.");
                break;
            case "initialize":
                await StepAsync("initialize");
                if (options.TryGetValue("slow", out var wait))
                {
                    await Pause.ForAsync(int.Parse(wait, CultureInfo.InvariantCulture));
                }

                await AnswerAsync(id, Identity(options.GetValueOrDefault("version") ?? (string)parameters["protocolVersion"]!));
                break;
            case "server/discover" when IsStateless:
                await StepAsync("initialize");
                await AnswerAsync(id, new JsonObject { ["resultType"] = "complete", ["supportedVersions"] = new JsonArray("2026-07-28"), ["capabilities"] = Capabilities(), ["x-unknown"] = 1 });
                break;
            case "subscriptions/listen" when IsStateless:
                _subscription = id.DeepClone();
                await NotifyAsync("notifications/subscriptions/acknowledged", new JsonObject { ["_meta"] = new JsonObject { ["io.modelcontextprotocol/subscriptionId"] = id.DeepClone() } });
                break;
            case "ping" when !IsStateless:
                await AnswerAsync(id, []);
                break;
            case "tools/list":
                await StepAsync("list");
                await AnswerAsync(id, List((string?)parameters["cursor"]));
                break;
            case "tools/call" when _works.Begin(parameters) is { } begun:
                await AnswerAsync(id, begun);
                break;
            case "tools/call":
                await CallAsync(id, parameters);
                break;
            case "tasks/get" or "tasks/result" or "tasks/cancel":
                await (await _works.AnswerAsync(method, (string)parameters["taskId"]!) is { } told ? AnswerAsync(id, told) : RefuseAsync(id, -32602, "There is no such task."));
                break;
            case "x/echo":
                await AnswerAsync(id, (JsonObject)parameters.DeepClone());
                break;
            default:
                await RefuseAsync(id, -32601, $"'{method}' is not known.");
                break;
        }
    }

    private async Task CallAsync(JsonNode id, JsonObject parameters)
    {
        using var cancellation = new CancellationTokenSource();
        _running[id.ToJsonString()] = cancellation;
        try
        {
            var result = await new Tools(this, wire).CallAsync((string)parameters["name"]!, parameters["arguments"] as JsonObject ?? [], parameters["_meta"]?["progressToken"], cancellation.Token);
            await AnswerAsync(id, result);
        }
        catch (OperationCanceledException)
        {
            // Given up: no answer.
        }
        finally
        {
            _running.TryRemove(id.ToJsonString(), out _);
        }

        if (options.TryGetValue("exit-after", out var calls) && Interlocked.Increment(ref _calls) == int.Parse(calls, CultureInfo.InvariantCulture))
        {
            Exit(4);
        }
    }

    private async Task StepAsync(string step)
    {
        if (options.GetValueOrDefault("exit") == step)
        {
            await Console.Error.WriteLineAsync($"I end at {step}.");
            Exit(3);
            await Pause.ForEverAsync();
        }

        if (options.GetValueOrDefault("hang") == step)
        {
            await Console.Error.WriteLineAsync($"I hang at {step}.");
            await Pause.ForEverAsync();
        }
    }

    private async Task AnswerAsync(JsonNode id, JsonObject result)
    {
        for (var i = 0; i < int.Parse(options.GetValueOrDefault("garbage") ?? "0", CultureInfo.InvariantCulture); i++)
        {
            await wire.WriteAsync($"this is no message {i}");
        }

        if (options.ContainsKey("wrong-ids"))
        {
            await wire.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1_000_000_000, ["result"] = new JsonObject { ["wrong"] = true } });
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["result"] = result };
        await wire.WriteAsync(answer);
        if (options.ContainsKey("twice"))
        {
            await wire.WriteAsync(answer);
        }
    }

    private Task RefuseAsync(JsonNode id, int code, string message) =>
        wire.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["data"] = new JsonObject { ["why"] = "toy" } } });

    private JsonObject Identity(string version) => new()
    {
        ["protocolVersion"] = version,
        ["capabilities"] = Capabilities(),
        ["serverInfo"] = new JsonObject { ["name"] = "toy", ["version"] = "1" },
        ["x-unknown"] = new JsonObject { ["kept"] = true },
    };

    private JsonObject Capabilities()
    {
        var capabilities = new JsonObject { ["tools"] = options.ContainsKey("quiet-lists") ? new JsonObject() : new JsonObject { ["listChanged"] = true } };
        if (options.ContainsKey("tasks"))
        {
            capabilities["tasks"] = new JsonObject { ["cancel"] = new JsonObject(), ["requests"] = new JsonObject { ["tools"] = new JsonObject { ["call"] = new JsonObject() } } };
        }

        return capabilities;
    }

    private JsonObject List(string? cursor)
    {
        var pages = int.Parse(options.GetValueOrDefault("pages") ?? "1", CultureInfo.InvariantCulture);
        var page = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var tools = new JsonArray();
        for (var i = 0; i < (options.ContainsKey("double") ? 2 : 1); i++)
        {
            foreach (var name in page == 0 ? Tools.Names.Concat(Enumerable.Range(1, _changes).Select(static n => $"new-{n}")) : [$"page-{page}"])
            {
                tools.Add(new JsonObject { ["name"] = name, ["description"] = "A toy.", ["inputSchema"] = new JsonObject { ["type"] = "object" }, ["x-unknown"] = 12345678901234567890123m });
            }
        }

        if (options.ContainsKey("tasks") && page == 0)
        {
            tools.Add(new JsonObject { ["name"] = Works.Tool, ["inputSchema"] = new JsonObject { ["type"] = "object" }, ["execution"] = new JsonObject { ["taskSupport"] = "required" } });
        }

        var list = new JsonObject { ["tools"] = tools };
        if (options.ContainsKey("circle"))
        {
            list["nextCursor"] = "1";
        }
        else if (page + 1 < pages)
        {
            list["nextCursor"] = (page + 1).ToString(CultureInfo.InvariantCulture);
        }

        return list;
    }
}
