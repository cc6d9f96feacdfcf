using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Endpoint;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Calls of tools as they are on the wire.</summary>
public sealed class CallTests
{
    private static readonly BundleKey Files = new("team", "files");

    [Theory]
    [InlineData("files__none")]
    [InlineData("none__echo")]
    [InlineData("echo")]
    [InlineData("__echo")]
    [InlineData("files__")]
    [InlineData("files__secret")]
    [Trait("criterion", "BND-60")]
    public async Task A_tool_that_is_not_on_offer_is_an_error(string name)
    {
        await using var node = await McpNode.StartAsync();
        var bundle = McpNode.Eager("files");
        await node.Yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Deny = ["secret"] } });
        await node.Yard.UntilAsync(static status => status.State == BundleState.Running, Files);
        node.Server("files").ChangeTools("echo", "secret");
        var answer = await CallAsync(node, name);
        answer.Code().ShouldBe(-32602);
        ((string?)answer["error"]!["message"])!.ShouldContain(name);
    }

    [Fact]
    [Trait("criterion", "BND-60")]
    public async Task A_bundle_that_is_stopped_or_dead_is_a_tool_error_that_names_it()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files", "other");
        var stopped = await node.Yard.ApplyAsync(node.Yard[Files] with { Enabled = false });
        await node.Yard.Supervisor.SettledAsync(Files, stopped, Patience.Token);
        Fault(await CallAsync(node, "files__echo"), CallFaults.Stopped);

        node.Yard.Launcher.ComesUp = false;
        await node.Yard.ApplyAsync(node.Yard[Files] with { Enabled = true, Respawns = 1 });
        (await node.Yard.NextStartAsync()).Fail();
        await node.Yard.UntilAsync(static status => status.State == BundleState.Crashed, Files);
        var call = CallAsync(node, "files__echo");
        (await node.Yard.NextStartAsync()).Fail();
        Fault(await call, CallFaults.Down);
        (await node.Recorder.NextAsync()).Outcome.ShouldBe(CallFaults.Stopped);
        (await node.Recorder.NextAsync()).Outcome.ShouldBe(CallFaults.Down);

        static void Fault(JsonObject answer, string code)
        {
            var result = answer["result"]!;
            ((bool)result["isError"]!).ShouldBeTrue();
            ((string?)result["content"]![0]!["text"])!.ShouldContain("'files'");
            ((string?)result["_meta"]!["switchyard/fault"]).ShouldBe(code);
        }
    }

    [Fact]
    [Trait("criterion", "BND-42")]
    public async Task A_bundle_that_never_came_up_is_tried_again_for_a_call()
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.ComesUp = false;
        await node.Yard.ApplyAsync(McpNode.Eager("files"));
        (await node.Yard.NextStartAsync()).Fail();
        await node.Yard.UntilAsync(static status => status.State == BundleState.Crashed, Files);
        var call = CallAsync(node, "files__echo");
        (await node.Yard.NextStartAsync()).Succeed();
        ((string?)(await call)["result"]!["name"]).ShouldBe("echo");
    }

    [Fact]
    [Trait("criterion", "BND-60")]
    public async Task One_call_more_than_there_may_be_is_busy_at_once()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var (begun, free) = (new SemaphoreSlim(0), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        node.Server("files").OnRequest = async (_, _, token) =>
        {
            begun.Release();
            await free.Task.WaitAsync(token);
            return new JsonObject { ["content"] = new JsonArray() };
        };
        var session = await node.InitializeAsync();
        var calls = Enumerable.Range(0, 64).Select(id => node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo" }, id), McpNode.Key, ("Mcp-Session-Id", session)))).ToArray();
        for (var call = 0; call < calls.Length; call++)
        {
            await begun.WaitAsync(Patience.Token);
        }

        var busy = (await CallAsync(node, "files__echo"))["result"]!;
        ((bool)busy["isError"]!).ShouldBeTrue();
        ((string?)busy["content"]![0]!["text"])!.ShouldContain("busy");
        free.SetResult();
        foreach (var call in calls)
        {
            using var response = await call;
            (await response.JsonAsync())["result"]!["content"]!.AsArray().Count.ShouldBe(0);
        }
    }

    [Fact]
    [Trait("criterion", "BND-59")]
    public async Task An_error_of_the_server_goes_on_as_it_is()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        node.Server("files").OnRequest = static (_, _, _) => Task.FromException<JsonNode?>(new ServerErrorException(-31999, "not today", new JsonObject { ["a"] = 1 }));
        (await CallAsync(node, "files__echo"))["error"]!.ToJsonString().ShouldBe("""{"code":-31999,"message":"not today","data":{"a":1}}""");
        (await node.Recorder.NextAsync()).Outcome.ShouldBe("error");
    }

    [Fact]
    [Trait("criterion", "BND-59")]
    public async Task What_a_server_sends_is_not_touched_and_what_a_client_sends_neither()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        JsonObject? received = null;
        const string Result = """{"content":[{"type":"video","data":"AAA=","x":[1.0,1e2,-0,12345678901234567890]}],"structuredContent":["a",null],"unknown":{"z":1,"a":2},"isError":false}""";
        node.Server("files").OnRequest = (_, parameters, _) =>
        {
            received = parameters;
            return Task.FromResult(JsonNode.Parse(Result));
        };
        var parameters = """{"name":"files__echo","arguments":{"n":1.10,"big":12345678901234567890,"z":null,"a":[]},"more":true,"_meta":{"traceparent":"00-1","progressToken":7,"x/y":1}}""";
        var session = await node.InitializeAsync();
        using var events = new EventReader(await node.SendAsync(Raw.Post(node.Team, $$"""{"jsonrpc":"2.0","id":"é","method":"tools/call","params":{{parameters}}}""", McpNode.Key, ("Mcp-Session-Id", session))));

        (await events.NextAsync())!.Value.Data.ShouldBe($$"""{"jsonrpc":"2.0","id":"é","result":{{Result}}}""");
        received!.ToJsonString().ShouldBe("""{"name":"echo","arguments":{"n":1.10,"big":12345678901234567890,"z":null,"a":[]},"more":true,"_meta":{"traceparent":"00-1","x/y":1}}""");
    }

    [Fact]
    [Trait("criterion", "BND-59")]
    public async Task Progress_comes_under_the_clients_token_and_before_the_result()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        node.Server("files").OnCall = static (_, progress, _) =>
        {
            for (var step = 1; step <= 5; step++)
            {
                progress!(new JsonObject { ["progressToken"] = 99, ["progress"] = step, ["x"] = "y" });
            }

            return Task.FromResult<JsonNode?>(new JsonObject());
        };
        var session = await node.InitializeAsync();
        var body = Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo", ["_meta"] = new JsonObject { ["progressToken"] = "mine" } });
        using var events = new EventReader(await node.SendAsync(Raw.Post(node.Team, body, McpNode.Key, ("Mcp-Session-Id", session))));
        for (var step = 1; step <= 5; step++)
        {
            (await events.MessageAsync())!["params"]!.ToJsonString().ShouldBe($$"""{"progressToken":"mine","progress":{{step}},"x":"y"}""");
        }

        (await events.MessageAsync())!["result"].ShouldNotBeNull();
        (await events.MessageAsync()).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "BND-59")]
    public async Task A_cancelled_request_is_given_up_and_not_answered()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Server("files").OnRequest = (_, _, token) =>
        {
            begun.TrySetResult();
            return FakeServer.HangAsync(token);
        };
        var session = await node.InitializeAsync();
        var call = node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo" }, "a"), McpNode.Key, ("Mcp-Session-Id", session)));
        await begun.Task.WaitAsync(Patience.Token);

        // Another session has a request of the same id; it is none of its business.
        await CancelAsync(await node.InitializeAsync());
        node.Yard.Supervisor.Find(Files)!.Calls.ShouldBe(1);
        await CancelAsync(session);

        using var events = new EventReader(await call);
        (await events.MessageAsync()).ShouldBeNull();
        (await node.Recorder.NextAsync()).Outcome.ShouldBe("cancelled");

        async Task CancelAsync(string of)
        {
            using var accepted = await node.SendAsync(Raw.Post(node.Team, """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"a"}}""", McpNode.Key, ("Mcp-Session-Id", of)));
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            (await accepted.Content.ReadAsByteArrayAsync(Patience.Token)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_call_that_takes_long_becomes_a_stream_that_shows_that_it_lives()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var done = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Server("files").OnRequest = (_, _, _) => done.Task;
        var session = await node.InitializeAsync();
        var call = node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo" }), McpNode.Key, ("Mcp-Session-Id", session)));
        await node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(10)).WaitAsync(Patience.Token);
        node.Yard.Time.Advance(TimeSpan.FromSeconds(10));
        using var events = new EventReader(await call);
        await node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(10)).WaitAsync(Patience.Token);
        node.Yard.Time.Advance(TimeSpan.FromSeconds(10));
        (await events.NextAsync()).ShouldBe((null, null));
        done.SetResult(new JsonObject { ["content"] = new JsonArray() });
        (await events.MessageAsync())!["result"].ShouldNotBeNull();
    }

    [Fact]
    [Trait("criterion", "BND-61")]
    public async Task Nobody_sees_anything_of_another_caller_and_each_call_is_recorded_under_who_made_it()
    {
        var gate = new TestGate();
        var callers = Enumerable.Range(0, 8).Select(number => gate.Add($"sy_{number}")).ToArray();
        await using var node = await McpNode.StartAsync(gate);
        await node.InstallAsync("files");
        node.Server("files").OnCall = static (parameters, progress, _) => EchoAsync(parameters!["arguments"]!["canary"]!.GetValue<string>(), progress!);
        await Task.WhenAll(callers.Select(async (caller, number) =>
        {
            var session = await node.InitializeAsync(caller.Name);
            for (var round = 0; round < 10; round++)
            {
                var canary = $"canary-{number}-{round}";
                var body = Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo", ["arguments"] = new JsonObject { ["canary"] = canary }, ["_meta"] = new JsonObject { ["progressToken"] = 1 } });
                using var response = await node.SendAsync(Raw.Post(node.Team, body, caller.Name, ("Mcp-Session-Id", session)));
                var text = await response.Content.ReadAsStringAsync(Patience.Token);
                text.Split("canary-").Length.ShouldBe(4, text);
                text.Split(canary).Length.ShouldBe(4, text);
            }
        }));
        var recorded = new List<Guid>();
        for (var call = 0; call < 80; call++)
        {
            var record = await node.Recorder.NextAsync();
            (record.Bundle, record.Tool, record.Outcome).ShouldBe((Files, "echo", "ok"));
            recorded.Add(record.Caller.UserId);
        }

        recorded.CountBy(user => user).Select(pair => pair.Value).ShouldBe(Enumerable.Repeat(10, 8));

        static async Task<JsonNode?> EchoAsync(string canary, Action<JsonObject> progress)
        {
            progress(new JsonObject { ["progress"] = 1, ["message"] = canary });
            await Task.Yield();
            progress(new JsonObject { ["progress"] = 2, ["message"] = canary });
            return new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = canary }) };
        }
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_given_up_and_so_is_its_call()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Server("files").OnCall = (_, progress, token) => FloodAsync(progress!, given, token);
        var session = await node.InitializeAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(node.Address.Host, node.Address.Port, Patience.Token);
        var body = Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo", ["_meta"] = new JsonObject { ["progressToken"] = 1 } });
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"POST /mcp/team HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {McpNode.Key}\r\nMcp-Session-Id: {session}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), Patience.Token);

        await node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(15)).WaitAsync(Patience.Token);
        while (!given.Task.IsCompleted)
        {
            node.Yard.Time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(given.Task, node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(15))).WaitAsync(Patience.Token);
        }

        (await node.Recorder.NextAsync()).Outcome.ShouldBe("cancelled");

        static async Task<JsonNode?> FloodAsync(Action<JsonObject> progress, TaskCompletionSource given, CancellationToken token)
        {
            token.UnsafeRegister(_ => given.TrySetResult(), null);
            for (var step = 0; !token.IsCancellationRequested; step++)
            {
                progress(new JsonObject { ["progress"] = step, ["message"] = new string('x', 100_000) });
                await Task.Yield();
            }

            throw new OperationCanceledException(token);
        }
    }

    [Fact]
    public async Task A_node_that_ends_lets_calls_end_and_tells_the_rest()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var (quick, begun) = (new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously), new SemaphoreSlim(0));
        node.Server("files").OnRequest = (_, parameters, token) =>
        {
            begun.Release();
            return parameters!["arguments"] is null ? quick.Task : FakeServer.HangAsync(token);
        };
        var session = await node.InitializeAsync();
        var calls = new[] { Send(null), Send(new JsonObject()) };
        await begun.WaitAsync(Patience.Token);
        await begun.WaitAsync(Patience.Token);
        using var stream = new EventReader(await node.SendAsync(Raw.Get(node.Team, session)));

        var drained = node.Services.DrainMcpAsync(TimeSpan.FromSeconds(30), Patience.Token);
        while (await stream.NextAsync() is not null)
        {
        }

        using (var refused = await node.SendAsync(Raw.Post(node.Team, Raw.Request("ping"), McpNode.Key, ("Mcp-Session-Id", session))))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        quick.SetResult(new JsonObject());
        using (var ended = await calls[0])
        {
            (await ended.JsonAsync())["result"].ShouldNotBeNull();
        }

        await node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(30)).WaitAsync(Patience.Token);
        node.Yard.Time.Advance(TimeSpan.FromSeconds(30));
        using var told = await calls[1];
        using var events = new EventReader(told);
        (await events.MessageAsync())!["error"]!["message"]!.GetValue<string>().ShouldContain("shutting down");
        await drained.WaitAsync(Patience.Token);

        Task<HttpResponseMessage> Send(JsonObject? arguments)
        {
            var parameters = new JsonObject { ["name"] = "files__echo", ["_meta"] = new JsonObject { ["progressToken"] = 1 } };
            if (arguments is not null)
            {
                parameters["arguments"] = arguments;
                return node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/call", parameters, 2), McpNode.Key, ("Mcp-Session-Id", session)));
            }

            parameters.Remove("_meta");
            return node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/call", parameters), McpNode.Key, ("Mcp-Session-Id", session)));
        }
    }

    private static async Task<JsonObject> CallAsync(McpNode node, string name) => await node.AskAsync(await node.InitializeAsync(), "tools/call", new JsonObject { ["name"] = name });
}
