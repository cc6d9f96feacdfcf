using System.Net;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Endpoint;
using Switchyard.Bundles.Tests.Rigs;
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
