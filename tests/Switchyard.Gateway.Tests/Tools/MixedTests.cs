using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Gateway.Tools.Kept;
using Switchyard.Simulator.Behaviors;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>Turns that call tools of both sides: the client answers its own, and what was done meanwhile is put back when it comes back.</summary>
public sealed class MixedTests
{
    private static readonly Func<SimulatedBehavior, SimulatedBehavior> Mixed =
        static b => b with { SpeaksFirst = true, Calls = [new("git__log"), new("mine", """{"a":1}"""), new("files__read"), new("mine", """{"a":2}""")] };

    public static TheoryData<string, bool> Both() => BoundTests.Both();

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-46")]
    [Trait("criterion", "TOL-47")]
    [Trait("criterion", "TOL-68")]
    public async Task The_client_answers_its_own_calls_on_another_node_and_the_model_gets_all_results(string api, bool stream)
    {
        var kept = new MemoryKept();
        await using var rig = await StartAsync(kept);
        await using var other = await StartAsync(kept);
        SameUser(rig, other);
        rig.Script(Mixed);
        var turn = await rig.SendAsync(api, stream, Tools(api));
        turn.Calls.ShouldBe(["mine", "mine"]);
        turn.Text.ShouldNotContain("git__log");
        Reason(turn).ShouldBe(api switch { "messages" => "tool_use", "responses" => "completed", _ => "tool_calls" });
        rig.Tools.Calls.Select(static call => call.Tool).ShouldBe(["log", "read"], ignoreOrder: true);
        kept.Keys.Count.ShouldBe(1);
        var end = await rig.Gateway.Recorder.EndAsync();
        end.ToolCalls.Select(static call => (call.Name, call.Run != null)).ShouldBe([("git__log", true), ("mine", false), ("files__read", true), ("mine", false)]);

        await other.Gateway.ApplyAsync();
        other.Script(static b => b);
        using var answered = await other.Gateway.SendAsync(ToolRig.Path(api), Next(api, turn, stream));
        var text = await answered.Content.ReadAsStringAsync(GatewayRig.Ending);
        ((int)answered.StatusCode).ShouldBe(200, text);
        Calls(other.Upstream[^1], api).ShouldBe(["git__log", "mine", "files__read", "mine"]);
        other.Upstream[^1].ToJsonString().ShouldContain("result of log");
        other.Upstream[^1].ToJsonString().ShouldContain("result of read");
        other.Upstream[^1].ToJsonString().ShouldContain("own result 1");
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-48")]
    [Trait("criterion", "TOL-49")]
    public async Task What_is_kept_no_more_or_is_of_somebody_else_is_missed_by_nobody(string api, bool stream)
    {
        var (kept, time) = (new MemoryKept(), new FakeTime());
        await using var rig = await StartAsync(kept, time);
        rig.Script(Mixed);
        var turn = await rig.SendAsync(api, stream, Tools(api));
        rig.Script(static b => b);

        // Somebody else comes with the same ids.
        var somebody = GatewayRig.IdOf("somebody");
        rig.Gateway.Model = rig.Gateway.Model with
        {
            Users = [.. rig.Gateway.Model.Users, new Model.Access.UserConfig { Id = somebody, Name = "eve" }],
            AccessKeys = [.. rig.Gateway.Model.AccessKeys.Select(key => key with { UserId = somebody })],
        };
        await rig.Gateway.ApplyAsync();
        await SendsAsItCameAsync();

        rig.Gateway.Model = rig.Gateway.Model with { AccessKeys = [.. rig.Gateway.Model.AccessKeys.Select(key => key with { UserId = rig.Gateway.UserId })] };
        await rig.Gateway.ApplyAsync();
        using (await rig.Gateway.SendAsync(ToolRig.Path(api), Next(api, turn, stream: false)))
        {
            Calls(rig.Upstream[^1], api).Count.ShouldBe(4);
        }

        // A history in which the client left one of its calls out is not the one the results are of.
        using (await rig.Gateway.SendAsync(ToolRig.Path(api), Next(api, turn, stream: false, own: 1)))
        {
            Calls(rig.Upstream[^1], api).ShouldBe(["mine"]);
        }

        kept.Fails = true;
        await SendsAsItCameAsync();
        kept.Fails = false;
        time.Advance(TimeSpan.FromMinutes(61));
        await SendsAsItCameAsync();

        async Task SendsAsItCameAsync()
        {
            using var response = await rig.Gateway.SendAsync(ToolRig.Path(api), Next(api, turn, stream: false));
            ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync(GatewayRig.Ending));
            Calls(rig.Upstream[^1], api).ShouldBe(["mine", "mine"]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "TOL-47")]
    [Trait("criterion", "TOL-55")]
    public async Task A_response_of_several_turns_is_known_by_its_first_id_on_every_node(bool stream)
    {
        var kept = new MemoryKept();
        await using var rig = await StartAsync(kept);
        await using var other = await StartAsync(kept);
        SameUser(rig, other);
        await other.Gateway.ApplyAsync();
        rig.Script(static b => b with { Calls = [new("git__log")] }, static b => b with { Calls = [new("git__log")] });
        var reply = await rig.SendAsync("responses", stream);
        var id = reply.Answer["id"]!.GetValue<string>();
        id.ShouldBe("resp_00000000000003e8");

        await other.SendAsync("responses", stream: false, $",\"previous_response_id\":\"{id}\"");
        other.Upstream[^1]["previous_response_id"]!.GetValue<string>().ShouldBe("resp_0000000000012cc8");
        await other.SendAsync("responses", stream: false, ",\"previous_response_id\":\"resp_other\"");
        other.Upstream[^1]["previous_response_id"]!.GetValue<string>().ShouldBe("resp_other");

        // The upstream has the calls of a mixed turn; what it lacks is their results.
        rig.Script(Mixed);
        var turn = await rig.SendAsync("responses", stream, Tools("responses"));
        var outputs = new JsonArray([.. turn.Answer["output"]!.AsArray().Where(static item => item!["type"]!.GetValue<string>() == "function_call")
            .Select(static item => new JsonObject { ["type"] = "function_call_output", ["call_id"] = item!["call_id"]!.DeepClone(), ["output"] = "own" })]);
        var body = new JsonObject { ["model"] = "gpt-sim", ["previous_response_id"] = turn.Answer["id"]!.DeepClone(), ["input"] = outputs };
        using var answered = await other.Gateway.SendAsync("/sim/v1/responses", body.ToJsonString());
        other.Upstream[^1]["input"]!.AsArray().Select(static item => item!["output"]!.GetValue<string>()).ShouldBe(["result of log", "result of read", "own", "own"]);
    }

    private static Task<ToolRig> StartAsync(MemoryKept kept, TimeProvider? time = null) => ToolRig.StartAsync(time, services => services.AddSingleton<IKeptTools>(kept));

    private static void SameUser(ToolRig one, ToolRig two) => two.Gateway.Model = two.Gateway.Model with
    {
        Users = one.Gateway.Model.Users,
        AccessKeys = [.. two.Gateway.Model.AccessKeys.Select(key => key with { UserId = one.Gateway.UserId })],
    };

    private static string Tools(string api) => $",\"tools\":[{ToolRig.ClientTool(api, "mine")}]";

    private static string Reason(ToolReply reply) => (reply.Api switch
    {
        "messages" => reply.Answer["stop_reason"],
        "responses" => reply.Answer["status"],
        _ => reply.Answer["choices"]![0]!["finish_reason"],
    })!.GetValue<string>();

    // What a client sends next: its history with what it got, and the results of its own calls.
    private static string Next(string api, ToolReply turn, bool stream, int own = 2)
    {
        var body = JsonNode.Parse(ToolRig.Body(api, stream, Tools(api)))!.AsObject();
        if (api == "responses")
        {
            var items = new JsonArray { new JsonObject { ["role"] = "user", ["content"] = "hello yard" } };
            List<JsonNode> results = [];
            foreach (var item in turn.Answer["output"]!.AsArray())
            {
                var isCall = item!["type"]!.GetValue<string>() == "function_call";
                if (isCall && results.Count == own)
                {
                    continue;
                }

                items.Add(item.DeepClone());
                if (isCall)
                {
                    results.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = item["call_id"]!.DeepClone(), ["output"] = "own result " + results.Count });
                }
            }

            results.ForEach(items.Add);
            body["input"] = items;
            return body.ToJsonString();
        }

        var messages = body["messages"]!.AsArray();
        if (api == "messages")
        {
            var content = new JsonArray();
            var results = new JsonArray();
            foreach (var block in turn.Answer["content"]!.AsArray())
            {
                var isCall = block!["type"]!.GetValue<string>() == "tool_use";
                if (isCall && results.Count == own)
                {
                    continue;
                }

                content.Add(block.DeepClone());
                if (isCall)
                {
                    results.Add(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = block["id"]!.DeepClone(), ["content"] = "own result " + results.Count });
                }
            }

            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = content });
            messages.Add(new JsonObject { ["role"] = "user", ["content"] = results });
            return body.ToJsonString();
        }

        var message = turn.Answer["choices"]![0]!["message"]!.DeepClone();
        var calls = message["tool_calls"]!.AsArray();
        while (calls.Count > own)
        {
            calls.RemoveAt(own);
        }

        foreach (var call in calls)
        {
            call!["type"] = "function";
        }

        messages.Add(message);
        for (var i = 0; i < calls.Count; i++)
        {
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = calls[i]!["id"]!.DeepClone(), ["content"] = "own result " + i });
        }

        return body.ToJsonString();
    }

    private static List<string> Calls(JsonNode body, string api) => api switch
    {
        "responses" => [.. body["input"]!.AsArray().Where(static item => item!["type"]?.GetValue<string>() == "function_call").Select(static item => item!["name"]!.GetValue<string>())],
        "messages" => [.. body["messages"]![1]!["content"]!.AsArray().Where(static block => block!["type"]!.GetValue<string>() == "tool_use").Select(static block => block!["name"]!.GetValue<string>())],
        _ => [.. body["messages"]![1]!["tool_calls"]!.AsArray().Select(static call => call!["function"]!["name"]!.GetValue<string>())],
    };
}
