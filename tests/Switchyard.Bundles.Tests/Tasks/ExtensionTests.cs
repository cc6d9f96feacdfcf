using System.Net;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Bundles.Tests.Endpoint;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>Tasks as an extension of MCP 2026-07-28: a client says that it takes them, and has them without a session.</summary>
[Trait("criterion", "BND-44")]
public sealed class ExtensionTests
{
    private static JsonObject Declared => new() { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } };

    [Fact]
    public async Task A_client_that_takes_tasks_gets_one_and_its_result_when_it_looks()
    {
        await using var rig = await TaskRig.StartAsync();
        var discovered = (await AskAsync(rig.Node, "server/discover"))["result"]!;
        discovered["capabilities"]!["extensions"]!.ToJsonString().ShouldBe("""{"io.modelcontextprotocol/tasks":{}}""");
        discovered["capabilities"]!["tasks"].ShouldBeNull();

        var made = (await AskAsync(rig.Node, "tools/call", new JsonObject { ["name"] = "files__run", ["arguments"] = new JsonObject() }))["result"]!;
        var id = (string)made["taskId"]!;
        made.ToJsonString().ShouldBe(
            $$"""{"taskId":"{{id}}","status":"working","createdAt":"2026-01-01T00:00:00.000Z","lastUpdatedAt":"2026-01-01T00:00:00.000Z","ttlMs":3600000,"pollIntervalMs":1000,"resultType":"task"}""");
        var task = (await GetAsync(rig.Node, id))["result"]!;
        ((string?)task["status"], (string?)task["resultType"], task["result"]).ShouldBe(("working", "complete", null));
        (await AskAsync(rig.Node, "tasks/update", new JsonObject { ["taskId"] = id, ["inputResponses"] = new JsonObject() }))["result"]!.ToJsonString().ShouldBe("""{"resultType":"complete"}""");

        rig.Server.End("task-1", TaskServer.Text("wrong", isError: true), "failed");
        await rig.PollAsync();
        await rig.Node.Recorder.NextAsync();
        task = (await GetAsync(rig.Node, id))["result"]!;
        ((string?)task["status"], (string?)task["result"]!["content"]![0]!["text"], (bool?)task["result"]!["isError"]).ShouldBe(("completed", "wrong", true), "only what is an error of the protocol has failed");
    }

    [Fact]
    public async Task What_is_an_error_of_the_protocol_has_failed()
    {
        await using var rig = await TaskRig.StartAsync();
        var id = await MakeAsync(rig.Node);
        rig.Server.Fail("task-1", new ServerErrorException(-31999, "not today", new JsonObject { ["a"] = 1 }));
        await rig.PollAsync();
        await rig.Node.Recorder.NextAsync();
        var task = (await GetAsync(rig.Node, id))["result"]!;
        ((string?)task["status"], task["error"]!.ToJsonString()).ShouldBe(("failed", """{"code":-31999,"message":"not today","data":{"a":1}}"""));

        id = await MakeAsync(rig.Node);
        rig.Server.Server.Crash();
        await rig.Node.Recorder.NextAsync();
        task = (await GetAsync(rig.Node, id))["result"]!;
        ((string?)task["status"], (int?)task["error"]!["code"], (string?)task["error"]!["data"]!["code"]).ShouldBe(("failed", -32603, "call_lost"));
    }

    [Fact]
    public async Task It_is_cancelled_and_nothing_is_said_but_that_it_was_heard()
    {
        await using var rig = await TaskRig.StartAsync();
        var id = await MakeAsync(rig.Node);
        (await AskAsync(rig.Node, "tasks/cancel", new JsonObject { ["taskId"] = id }))["result"]!.ToJsonString().ShouldBe("""{"resultType":"complete"}""");
        (await rig.Server.AskedAsync("tasks/cancel")).ShouldBe("task-1");
        var task = (await GetAsync(rig.Node, id))["result"]!;
        ((string?)task["status"], task["error"], task["result"]).ShouldBe(("cancelled", null, null));
        (await AskAsync(rig.Node, "tasks/cancel", new JsonObject { ["taskId"] = id })).ContainsKey("result").ShouldBeTrue("again does no harm");
        (await GetAsync(rig.Node, "none")).Code().ShouldBe(-32602);
    }

    [Fact]
    public async Task A_client_that_does_not_take_tasks_gets_none()
    {
        await using var rig = await TaskRig.StartAsync();
        var none = new JsonObject();
        ((string?)(await AskAsync(rig.Node, "tools/call", new JsonObject { ["name"] = "files__run" }, none))["result"]!["content"]![0]!["text"]).ShouldBe("called");
        foreach (var (method, parameters) in ((string, JsonObject)[])
                 [
                     ("tools/call", new JsonObject { ["name"] = "files__only" }),
                     ("tasks/get", new JsonObject { ["taskId"] = "x" }),
                     ("tasks/update", new JsonObject { ["taskId"] = "x" }),
                     ("tasks/cancel", new JsonObject { ["taskId"] = "x" }),
                 ])
        {
            var answer = await AskAsync(rig.Node, method, parameters, none, HttpStatusCode.BadRequest);
            (answer.Code(), answer["error"]!["data"]!["requiredCapabilities"]!["extensions"]!.ToJsonString()).ShouldBe((-32021, """{"io.modelcontextprotocol/tasks":{}}"""), method);
        }

        (await AskAsync(rig.Node, "tools/call", new JsonObject { ["name"] = "files__echo" })).ContainsKey("result").ShouldBeTrue("and a tool that can be no task is called");
        rig.Server.Calls.ShouldAllBe(static call => call["task"] == null);
        foreach (var unknown in (string[])["tasks/list", "tasks/result"])
        {
            (await AskAsync(rig.Node, unknown, status: HttpStatusCode.NotFound)).Code().ShouldBe(-32601);
        }
    }

    [Fact]
    public async Task The_header_names_the_task()
    {
        await using var rig = await TaskRig.StartAsync();
        var id = await MakeAsync(rig.Node);
        using var wrong = await rig.Node.SendAsync(Request(rig.Node, "tasks/get", new JsonObject { ["taskId"] = id }, Declared, "another"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.JsonAsync()).Code().ShouldBe(-32020);
    }

    [Fact]
    public async Task A_bundle_that_makes_tasks_as_it_sees_fit_makes_them_for_clients_that_take_them()
    {
        await using var node = await McpNode.StartAsync();
        var (asked, status) = (new List<(string Method, JsonObject Parameters)>(), "working");
        node.Yard.Launcher.OnUp = server =>
        {
            server.Initialization["protocolVersion"] = Raw.Stateless;
            server.Initialization["capabilities"] = new JsonObject { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } };
            server.OnRequest = (method, parameters, _) =>
            {
                lock (asked)
                {
                    asked.Add((method, parameters!.DeepClone().AsObject()));
                }

                var isTask = method != "tools/call" || (parameters!["_meta"]?["io.modelcontextprotocol/clientCapabilities"] is not null && parameters["arguments"]!["long"] is not null);
                JsonObject said = !isTask ? new JsonObject { ["resultType"] = "complete", ["content"] = new JsonArray() }
                    : method == "tasks/cancel" ? new JsonObject { ["resultType"] = "complete" }
                    : new JsonObject
                    {
                        ["resultType"] = method == "tools/call" ? "task" : "complete", ["taskId"] = "far", ["status"] = status, ["ttlMs"] = null, ["pollIntervalMs"] = 1_000,
                        ["result"] = status == "completed" ? TaskServer.Text("done") : null, ["error"] = status == "failed" ? new JsonObject { ["code"] = -31999, ["message"] = "not today" } : null,
                    };
                return Task.FromResult(JsonNode.Parse(said.ToJsonString()));
            };
        };
        await node.InstallAsync("files");
        (await AskAsync(node, "server/discover"))["result"]!["capabilities"]!["extensions"].ShouldNotBeNull();

        // A short call is answered, a long one is a task, and for a client that takes none both are answered.
        var answer = (await CallAsync([]))["result"]!;
        ((string?)answer["resultType"], answer["content"]).ShouldBe(("complete", answer["content"]));
        (await node.Recorder.NextAsync()).Outcome.ShouldBe("ok");
        ((string?)(await CallAsync(new JsonObject { ["long"] = true }, []))["result"]!["resultType"]).ShouldBe("complete");
        await node.Recorder.NextAsync();
        foreach (var end in (string[])["completed", "failed", "cancelled"])
        {
            status = "working";
            var id = (string)(await CallAsync(new JsonObject { ["long"] = true }))["result"]!["taskId"]!;
            status = end;
            await node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);
            node.Yard.Time.Advance(TimeSpan.FromSeconds(1));
            (await node.Recorder.NextAsync()).Outcome.ShouldBe(end == "completed" ? "ok" : end == "failed" ? "error" : end);
            var task = (await GetAsync(node, id))["result"]!;
            ((string?)task["status"], (string?)task["result"]?["content"]![0]!["text"], (int?)task["error"]?["code"]).ShouldBe((end, end == "completed" ? "done" : null, end == "failed" ? -31999 : null));
        }

        status = "working";
        await AskAsync(node, "tasks/cancel", new JsonObject { ["taskId"] = (string)(await CallAsync(new JsonObject { ["long"] = true }))["result"]!["taskId"]! });
        await node.Recorder.NextAsync();
        asked[^1].Method.ShouldBe("tasks/cancel");
        asked.Where(static each => each.Method.StartsWith("tasks/", StringComparison.Ordinal)).ShouldAllBe(static each =>
            each.Parameters["_meta"]!["io.modelcontextprotocol/clientCapabilities"]!["extensions"]!["io.modelcontextprotocol/tasks"] != null && (string?)each.Parameters["taskId"] == "far");
        asked.Count(static each => each.Parameters["task"] is not null).ShouldBe(0);

        // Clients of 2025-11-25 choose themselves, by what tools declare, and these declare nothing.
        var session = await node.InitializeAsync();
        (await node.AskAsync(session, "tools/call", new JsonObject { ["name"] = "files__echo", ["arguments"] = new JsonObject { ["long"] = true }, ["task"] = new JsonObject() })).ContainsKey("result").ShouldBeTrue();

        Task<JsonObject> CallAsync(JsonObject arguments, JsonObject? capabilities = null) => AskAsync(node, "tools/call", new JsonObject { ["name"] = "files__echo", ["arguments"] = arguments }, capabilities);
    }

    [Fact]
    public async Task Whoever_listens_for_tasks_says_that_he_takes_them()
    {
        await using var rig = await TaskRig.StartAsync();
        var wanted = new JsonObject { ["notifications"] = new JsonObject { ["taskIds"] = new JsonArray("x") } };
        (await AskAsync(rig.Node, "subscriptions/listen", wanted, [], HttpStatusCode.BadRequest)).Code().ShouldBe(-32021);
    }

    [Fact]
    public void Only_what_this_side_says_of_its_capabilities_reaches_a_server()
    {
        var own = JsonNode.Parse("""{"_meta":{"io.modelcontextprotocol/protocolVersion":"1999","io.modelcontextprotocol/clientCapabilities":{"extensions":{}},"x":1},"name":"a"}""")!.AsObject();
        var meta = JsonNode.Parse("""{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""")!.AsObject();
        System.Text.Encoding.UTF8.GetString(MessageWriter.Request(1, "tools/call", own, wantsProgress: false, meta).Span).ShouldBe(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","_meta":{"io.modelcontextprotocol/clientCapabilities":{"extensions":{}},"x":1,"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""" + "\n");
    }

    private static async Task<string> MakeAsync(McpNode node) => (string)(await AskAsync(node, "tools/call", new JsonObject { ["name"] = "files__run" }))["result"]!["taskId"]!;

    private static Task<JsonObject> GetAsync(McpNode node, string id) => AskAsync(node, "tasks/get", new JsonObject { ["taskId"] = id });

    private static async Task<JsonObject> AskAsync(McpNode node, string method, JsonObject? parameters = null, JsonObject? capabilities = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await node.SendAsync(Request(node, method, parameters ?? [], capabilities ?? Declared, (string?)(parameters?["taskId"] ?? parameters?["name"])));
        response.StatusCode.ShouldBe(status);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Patience.Token))!.AsObject();
    }

    private static HttpRequestMessage Request(McpNode node, string method, JsonObject parameters, JsonObject capabilities, string? name)
    {
        var asked = parameters.DeepClone().AsObject();
        asked["_meta"] = new JsonObject { ["io.modelcontextprotocol/protocolVersion"] = Raw.Stateless, ["io.modelcontextprotocol/clientCapabilities"] = capabilities.DeepClone() };
        (string, string)[] headers = [("MCP-Protocol-Version", Raw.Stateless), ("Mcp-Method", method), .. name is null ? Array.Empty<(string, string)>() : [("Mcp-Name", name)]];
        return Raw.Post(node.Team, Raw.Request(method, asked), McpNode.Key, headers);
    }
}
