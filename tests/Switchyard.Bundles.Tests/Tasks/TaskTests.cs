using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tasks;
using Switchyard.Bundles.Tasks.Errands;
using Switchyard.Bundles.Tests.Endpoint;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>Tasks as they are on the wire (MCP 2025-11-25).</summary>
[Trait("criterion", "BND-44")]
public sealed class TaskTests
{
    [Fact]
    public async Task A_task_is_made_looked_at_and_its_result_is_that_of_the_call()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var made = (await client.CallAsync("files__run", new JsonObject { ["ttl"] = 90_000 }, new JsonObject { ["n"] = 1 }))["result"]!["task"]!;
        var id = (string)made["taskId"]!;
        made.ToJsonString().ShouldBe($$"""{"taskId":"{{id}}","status":"working","createdAt":"2026-01-01T00:00:00.000Z","lastUpdatedAt":"2026-01-01T00:00:00.000Z","ttl":90000,"pollInterval":1000}""");
        rig.Server.Calls.Single().ToJsonString().ShouldBe("""{"name":"run","arguments":{"n":1},"task":{"ttl":90000}}""");

        rig.Server.Tell("task-1", "working", "half of it");
        await rig.PollAsync();
        await rig.PollAsync();
        (await client.StandingAsync(id)).ShouldBe(("working", "half of it"));

        var waiting = client.ResultAsync(id);
        rig.Server.End("task-1", JsonNode.Parse("""{"content":[],"structuredContent":{"n":1.10},"_meta":{"x/y":1,"io.modelcontextprotocol/related-task":{"taskId":"task-1"}}}"""));
        await rig.PollAsync();
        var expected = """{"content":[],"structuredContent":{"n":1.10},"_meta":{"x/y":1,"io.modelcontextprotocol/related-task":{"taskId":"?"}}}""".Replace("?", id, StringComparison.Ordinal);
        (await waiting)["result"]!.ToJsonString().ShouldBe(expected);
        (await client.ResultAsync(id))["result"]!.ToJsonString().ShouldBe(expected, "as often as it is asked for");
        (await client.StandingAsync(id)).Status.ShouldBe("completed");
        (await client.ListAsync()).ShouldBe([id]);

        var record = await rig.Node.Recorder.NextAsync();
        (record.Tool, record.Arguments, record.Outcome, record.Duration).ShouldBe(("run", """{"n":1}""", "ok", TimeSpan.FromSeconds(3)));
        await client.CallAsync("files__echo", task: null);
        (await rig.Node.Recorder.NextAsync()).Tool.ShouldBe("echo", "the task was recorded once");
    }

    [Theory]
    [InlineData("2025-06-18", false)]
    [InlineData("2025-11-25", true)]
    public async Task They_are_announced_to_clients_whose_revision_has_them_and_only_if_a_bundle_makes_them(string version, bool announced)
    {
        await using var rig = await TaskRig.StartAsync();
        ((await CapabilitiesAsync(rig.Node, version))["tasks"]?.ToJsonString()).ShouldBe(announced ? """{"list":{},"cancel":{},"requests":{"tools":{"call":{}}}}""" : null);
        var session = await rig.Node.InitializeAsync(version: version);
        (await rig.Node.AskAsync(session, "tasks/list")).ContainsKey("result").ShouldBe(announced);
        var tools = (await rig.Node.AskAsync(session, "tools/list"))["result"]!["tools"]!.AsArray();
        tools.Select(tool => (string?)tool!["execution"]?["taskSupport"]).ShouldBe([null, "required", "optional"], "passed on as they are");

        await using var other = await McpNode.StartAsync();
        await other.InstallAsync("files");
        (await CapabilitiesAsync(other, version)).ContainsKey("tasks").ShouldBeFalse();
        var call = new JsonObject { ["name"] = "files__echo", ["task"] = new JsonObject() };
        ((string?)(await other.AskAsync(await other.InitializeAsync(version: version), "tools/call", call))["result"]!["name"]).ShouldBe("echo", "taken as an ordinary call");

        static async Task<JsonObject> CapabilitiesAsync(McpNode node, string version)
        {
            using var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("initialize", new JsonObject { ["protocolVersion"] = version, ["capabilities"] = new JsonObject() })));
            return (await response.JsonAsync())["result"]!["capabilities"]!.AsObject();
        }
    }

    [Theory]
    [InlineData("files__echo", true, -32601)]
    [InlineData("files__only", false, -32601)]
    [InlineData("files__echo", false, null)]
    [InlineData("files__run", false, null)]
    [InlineData("files__only", true, null)]
    public async Task A_tool_is_called_as_it_declares(string tool, bool asTask, int? refusal)
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var answer = await client.CallAsync(tool, asTask ? [] : null);
        ((int?)answer["error"]?["code"]).ShouldBe(refusal);
        rig.Server.Calls.Count.ShouldBe(refusal is null ? 1 : 0);
        if (refusal is not null)
        {
            (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe("error");
        }
    }

    [Theory]
    [InlineData("""true""")]
    [InlineData("""{ "ttl": "long" }""")]
    [InlineData("""{ "ttl": -1 }""")]
    public async Task What_is_no_wish_for_a_task_is_refused(string task)
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        (await client.AskAsync("tools/call", new JsonObject { ["name"] = "files__run", ["task"] = JsonNode.Parse(task) })).Code().ShouldBe(-32602);
        rig.Server.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_that_is_cancelled_stays_so_and_its_server_is_told()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var id = await client.MakeAsync();
        var waiting = client.ResultAsync(id);
        ((string?)(await client.CancelAsync(id))["result"]!["status"]).ShouldBe("cancelled");
        (await rig.Server.AskedAsync("tasks/cancel")).ShouldBe("task-1");
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe("cancelled");
        ((string?)(await waiting)["error"]!["data"]!["code"]).ShouldBe(TaskFaults.Cancelled);
        (await client.CancelAsync(id)).Code().ShouldBe(-32602, "it is over");
        (await client.StandingAsync(id)).Status.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_server_that_can_not_cancel_is_not_asked_to()
    {
        await using var rig = await TaskRig.StartAsync(cancels: false);
        var client = await TaskClient.BeginAsync(rig.Node);
        var id = await client.MakeAsync();
        await client.CancelAsync(id);
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe("cancelled");
        rig.Server.Tell("task-1", "working");
        (await client.StandingAsync(id)).Status.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_task_that_does_not_end_is_over_after_its_life_and_gone_a_minute_later()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var id = await client.MakeAsync(ttl: 2_500);
        await rig.PollAsync();
        await rig.PollAsync();
        await rig.Node.Yard.Time.WhenArmedAsync(TimeSpan.FromMilliseconds(500)).WaitAsync(Patience.Token);
        rig.Node.Yard.Time.Advance(TimeSpan.FromMilliseconds(499));
        (await client.StandingAsync(id)).Status.ShouldBe("working");
        rig.Node.Yard.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await rig.Server.AskedAsync("tasks/cancel")).ShouldBe("task-1");
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe(TaskFaults.Expired);
        (await client.StandingAsync(id)).ShouldBe(("failed", "The task did not end within 2.5 s, the time it was to live."));
        var result = (await client.ResultAsync(id))["result"]!;
        ((bool?)result["isError"], (string?)result["_meta"]!["switchyard/fault"], (string?)result["_meta"]!["io.modelcontextprotocol/related-task"]!["taskId"]).ShouldBe((true, TaskFaults.Expired, id));

        rig.Node.Yard.Time.Advance(TimeSpan.FromMilliseconds(59_999));
        (await client.StandingAsync(id)).Status.ShouldBe("failed");
        rig.Node.Yard.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await client.GetAsync(id)).Code().ShouldBe(-32602);
        (await client.ResultAsync(id)).Code().ShouldBe(-32602);
        (await client.CancelAsync(id)).Code().ShouldBe(-32602);
        (await client.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_has_a_minute_to_make_one()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var (begun, told) = (new TaskCompletionSource(), new TaskCompletionSource());
        rig.Server.OnCall = async (_, token) =>
        {
            begun.SetResult();
            await using var cancelled = token.Register(told.SetResult);
            return await FakeServer.HangAsync(token);
        };
        var call = client.CallAsync("files__run", []);
        await begun.Task.WaitAsync(Patience.Token);
        rig.Node.Yard.Time.Advance(TimeSpan.FromMilliseconds(59_999));
        told.Task.IsCompleted.ShouldBeFalse();
        rig.Node.Yard.Time.Advance(TimeSpan.FromMilliseconds(1));
        var error = (await call)["error"]!;
        ((int?)error["code"], (string?)error["data"]!["code"]).ShouldBe((-32603, CallFaults.Timeout));
        await told.Task.WaitAsync(Patience.Token);
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe(CallFaults.Timeout);
        (await client.ListAsync()).ShouldBeEmpty();
        rig.Server.Calls.Count.ShouldBe(1, "it is asked once");
        rig.Node.Yard.Supervisor.Find(TaskRig.Files)!.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Why_a_server_made_none_is_told_as_an_error()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        rig.Server.OnCall = static (_, _) => throw new ServerErrorException(-31999, "not today", new JsonObject { ["a"] = 1 });
        (await client.CallAsync("files__run", []))["error"]!.ToJsonString().ShouldBe("""{"code":-31999,"message":"not today","data":{"a":1}}""");
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe("error");
        rig.Server.OnCall = (_, token) =>
        {
            rig.Server.Server.Crash();
            return FakeServer.HangAsync(token);
        };
        ((string?)(await client.CallAsync("files__run", []))["error"]!["data"]!["code"]).ShouldBe(CallFaults.Lost);
    }

    [Fact]
    public async Task A_server_that_answers_at_once_makes_a_task_that_is_over()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        rig.Server.OnCall = static (_, _) => Task.FromResult<JsonNode?>(TaskServer.Text("no", isError: true));
        var made = (await client.CallAsync("files__run", []))["result"]!["task"]!;
        ((string?)made["status"]).ShouldBe("working", "as every task begins");
        var id = (string)made["taskId"]!;
        (await client.StandingAsync(id)).Status.ShouldBe("failed");
        ((string?)(await client.ResultAsync(id))["result"]!["content"]![0]!["text"]).ShouldBe("no");
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe("tool_error");
    }

    [Fact]
    public async Task Only_who_made_it_has_it()
    {
        var gate = new TestGate();
        var ann = gate.Add("sy_ann", user: null, "team", "other");
        gate.Add("sy_ann_2", ann.UserId, "team", "other");
        gate.Add("sy_ben");
        await using var rig = await TaskRig.StartAsync(await McpNode.StartAsync(gate));
        var owner = await TaskClient.BeginAsync(rig.Node, "sy_ann");
        var id = await owner.MakeAsync();
        var unknown = (await owner.GetAsync("x"))["error"]!.ToJsonString();
        foreach (var key in (string[])["sy_ann_2", "sy_ben"])
        {
            var stranger = await TaskClient.BeginAsync(rig.Node, key);
            (await stranger.GetAsync(id))["error"]!.ToJsonString().ShouldBe(unknown, "as if there were none");
            (await stranger.ResultAsync(id))["error"]!.ToJsonString().ShouldBe(unknown);
            (await stranger.CancelAsync(id))["error"]!.ToJsonString().ShouldBe(unknown);
            (await stranger.ListAsync()).ShouldBeEmpty();
        }

        (await (await TaskClient.BeginAsync(rig.Node, "sy_ann")).ListAsync()).ShouldBe([id], "in another session of the same key");
        (await owner.StandingAsync(id)).Status.ShouldBe("working");
    }

    [Fact]
    public async Task A_key_that_is_revoked_takes_its_tasks_along()
    {
        await using var rig = await TaskRig.StartAsync();
        await (await TaskClient.BeginAsync(rig.Node)).MakeAsync();
        rig.Node.Gate.Revoke(McpNode.Key);
        (await rig.Server.AskedAsync("tasks/cancel")).ShouldBe("task-1");
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task Lists_come_in_pages_the_oldest_first()
    {
        await using var rig = await TaskRig.StartAsync(with: static bundle => bundle with { Definition = bundle.Definition with { Limits = bundle.Definition.Limits with { Calls = 200 } } });
        var client = await TaskClient.BeginAsync(rig.Node);
        var made = new List<string>();
        for (var task = 0; task < 101; task++)
        {
            made.Add(await client.MakeAsync());
        }

        var first = (await client.AskAsync("tasks/list"))["result"]!;
        var second = (await client.AskAsync("tasks/list", new JsonObject { ["cursor"] = (string?)first["nextCursor"] }))["result"]!;
        first["tasks"]!.AsArray().Count.ShouldBe(100);
        second["nextCursor"].ShouldBeNull();
        first["tasks"]!.AsArray().Concat(second["tasks"]!.AsArray()).Select(task => (string)task!["taskId"]!).ShouldBe(made, ignoreOrder: true);
        (await client.AskAsync("tasks/list", new JsonObject { ["cursor"] = "none" })).Code().ShouldBe(-32602);
        rig.Node.Yard.Supervisor.Find(TaskRig.Files)!.Calls.ShouldBe(101, "each is a call until it ends");
    }

    [Fact]
    public async Task A_server_may_fail_to_say_how_a_task_stands_twice_in_a_row()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var id = await client.MakeAsync();
        var answer = rig.Server.Server.OnRequest;
        var (asked, fails) = (new SemaphoreSlim(0), true);
        rig.Server.Server.OnRequest = (method, parameters, token) =>
        {
            if (method == "tasks/get")
            {
                asked.Release();
                return fails ? throw new ServerErrorException(-32000, "too many requests", null) : answer(method, parameters, token);
            }

            return answer(method, parameters, token);
        };
        await MissAsync(2);
        fails = false;
        await MissAsync(1);
        fails = true;
        await MissAsync(2);
        (await client.StandingAsync(id)).Status.ShouldBe("working");
        await MissAsync(1);
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe(TaskFaults.Unknown);
        (await client.StandingAsync(id)).Status.ShouldBe("failed");
        (await rig.Server.AskedAsync("tasks/cancel")).ShouldBe("task-1", "it may run all the same");

        async Task MissAsync(int times)
        {
            for (var time = 0; time < times; time++)
            {
                await rig.Node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);
                rig.Node.Yard.Time.Advance(TimeSpan.FromSeconds(1));
                await asked.WaitAsync(Patience.Token);
            }
        }
    }

    [Fact]
    public async Task All_end_with_the_node_even_if_they_can_not_be_recorded()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var ids = new[] { await client.MakeAsync(), await client.MakeAsync() };
        rig.Node.Recorder.Fault = new InvalidOperationException("full");

        var errands = (TaskErrands)rig.Node.Services.GetService(typeof(TaskErrands))!;
        await errands.EndAsync().WaitAsync(Patience.Token);

        var table = (TaskTable)rig.Node.Services.GetService(typeof(TaskTable))!;
        ids.ShouldAllBe(id => table.Find(id)!.Standing.State == TaskState.Failed);
        rig.Node.Yard.Supervisor.Find(TaskRig.Files)!.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_long_message_is_cut_between_characters()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var id = await client.MakeAsync();
        var start = new string('x', 4_095);
        rig.Server.Tell("task-1", "working", start + "\U0001F600 and so on");
        await rig.PollAsync();
        await rig.PollAsync();
        (await client.StandingAsync(id)).Message.ShouldBe(start);
        rig.Server.Tell("task-1", "working", start + "ab");
        await rig.PollAsync();
        await rig.PollAsync();
        (await client.StandingAsync(id)).Message.ShouldBe(start + "a");
    }

    [Fact]
    public async Task A_server_that_has_forgotten_a_task_or_ends_one_with_an_error_fails_it()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var forgotten = await client.MakeAsync();
        rig.Server.Forget("task-1");
        await AdvanceAsync();
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe(TaskFaults.Unknown);
        (await client.StandingAsync(forgotten)).Status.ShouldBe("failed");

        var broken = await client.MakeAsync();
        rig.Server.Fail("task-2", new ServerErrorException(-31999, "not today", null));
        await AdvanceAsync();
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe("error");
        (await client.ResultAsync(broken)).Code().ShouldBe(-31999);

        async Task AdvanceAsync()
        {
            await rig.Node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);
            rig.Node.Yard.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
