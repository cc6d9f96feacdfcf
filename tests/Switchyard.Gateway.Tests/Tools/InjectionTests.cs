using System.Text;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Model.Tools;
using Switchyard.Model.Workspaces;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>Which requests get which tools, and that nothing but tools is added to them.</summary>
public sealed class InjectionTests
{
    public static TheoryData<string> Apis() => [.. ToolRig.Apis];

    [Theory]
    [MemberData(nameof(Apis))]
    [Trait("criterion", "TOL-2")]
    [Trait("criterion", "TOL-22")]
    [Trait("criterion", "TOL-23")]
    [Trait("criterion", "TOL-24")]
    public async Task Definitions_are_put_beside_the_clients_own_and_every_byte_of_the_client_stays(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        var own = $$"""{ "type" : "unheard_of_2031","x":[1 ,2] }, {{ToolRig.ClientTool(api, "mine")}}""";
        var more = $$""","tools": [ {{own}} ],"unheard_of":{"a" :1.0}""";
        var reply = await rig.SendAsync(api, stream: false, more);
        reply.Status.ShouldBe(200, reply.Text);
        reply.Headers["X-Switchyard-Tools"].ShouldBe("injected=3; omitted=0");

        var sent = rig.Simulator.Log.Last.BodyText;
        string[] names = ["files__read", "files__write", "git__log"];
        var definitions = string.Join(',', names.Select(name => Definition(api, name)));
        var body = ToolRig.Body(api, stream: false, more);
        sent.ShouldBe(api == "messages" ? body.Replace(own, definitions + "," + own, StringComparison.Ordinal) : body.Replace(own, own + "," + definitions, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    [Trait("criterion", "TOL-28")]
    public async Task A_request_without_tools_gets_a_list_of_them_and_no_other_member(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        foreach (var more in (string[])["", ",\"tools\":[]", ",\"tools\":null"])
        {
            await rig.SendAsync(api, stream: true, more);
            var sent = rig.Upstream[^1].AsObject();
            sent["tools"]!.AsArray().Count.ShouldBe(3);
            var without = new HashSet<string>(sent.Select(static member => member.Key));
            without.ExceptWith(System.Text.Json.Nodes.JsonNode.Parse(ToolRig.Body(api, stream: true))!.AsObject().Select(static member => member.Key));
            without.ShouldBe(["tools"]);
        }
    }

    [Theory]
    [MemberData(nameof(Apis))]
    [Trait("criterion", "TOL-1")]
    [Trait("criterion", "TOL-9")]
    [Trait("criterion", "TOL-10")]
    [Trait("criterion", "TOL-15")]
    [Trait("criterion", "TOL-27")]
    public async Task Requests_that_are_to_have_no_tools_go_up_as_they_came(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        var forbids = api == "messages" ? ",\"tool_choice\":{\"type\":\"none\"}" : ",\"tool_choice\":\"none\"";
        await IsUntouched(forbids);
        if (api == "chat/completions")
        {
            (await IsUntouched(",\"n\":2")).Headers["X-Switchyard-Tools"].ShouldBe("injected=0; omitted=3");
        }

        await rig.ConfigureAsync(ToolSettings.Default with { SkipModels = ["*-sim"] });
        await IsUntouched("");
        await rig.ConfigureAsync(ToolSettings.Default, new ProviderSettings { Tools = false });
        await IsUntouched("");
        await rig.ConfigureAsync(ToolSettings.Default);
        await WithKey(static key => key with { Tools = [] });
        await IsUntouched("");
        await WithKey(static key => key with { Tools = null, Workspace = null });
        await IsUntouched("");
        await WithKey(static key => key with { Workspace = "gone" });
        await IsUntouched("");
        await WithKey(static key => key with { Workspace = "web", Tools = ["git__*"] });
        await rig.SendAsync(api, stream: false);
        rig.Upstream[^1]["tools"]!.AsArray().Count.ShouldBe(1);

        async Task<ToolReply> IsUntouched(string more)
        {
            foreach (var stream in (bool[])[true, false])
            {
                var reply = await rig.SendAsync(api, stream, more);
                reply.Status.ShouldBe(200, reply.Text);
                rig.Simulator.Log.Last.BodyText.ShouldBe(ToolRig.Body(api, stream, more));
                if (!stream)
                {
                    return reply;
                }
            }

            throw new InvalidOperationException();
        }

        Task WithKey(Func<Model.Access.AccessKeyConfig, Model.Access.AccessKeyConfig> change)
        {
            rig.Gateway.Model = rig.Gateway.Model with { AccessKeys = [.. rig.Gateway.Model.AccessKeys.Select(change)] };
            return rig.Gateway.ApplyAsync();
        }
    }

    [Fact]
    [Trait("criterion", "TOL-1")]
    public async Task The_header_names_another_workspace_if_the_user_may_use_it()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Tools.Offers["ops"] = new([ScriptedTools.Tool("ops", "page")], []);
        rig.Tools.Offers["vault"] = new([ScriptedTools.Tool("vault", "open")], []);
        rig.Gateway.Model = rig.Gateway.Model with
        {
            Workspaces =
            [
                new WorkspaceConfig { Id = GatewayRig.IdOf("ops"), Name = "ops", OwnerId = rig.Gateway.UserId },
                new WorkspaceConfig { Id = GatewayRig.IdOf("vault"), Name = "vault", OwnerId = GatewayRig.IdOf("somebody") },
            ],
        };
        await rig.Gateway.ApplyAsync();

        (await rig.SendAsync("messages", stream: false, "", ("X-Switchyard-Workspace", "ops"))).Status.ShouldBe(200);
        rig.Upstream[^1]["tools"]![0]!["name"]!.GetValue<string>().ShouldBe("ops__page");
        rig.Simulator.Log.Last.Header("X-Switchyard-Workspace").ShouldBeNull();
        foreach (var other in (string[])["vault", "nowhere", ""])
        {
            var reply = await rig.SendAsync("messages", stream: false, "", ("X-Switchyard-Workspace", other));
            reply.Status.ShouldBe(403, other);
            reply.Headers["X-Switchyard-Error"].ShouldBe("workspace_not_granted");
        }

        (await rig.SendAsync("messages", stream: false, "", ("X-Switchyard-Workspace", "web"))).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    [Trait("criterion", "TOL-6")]
    [Trait("criterion", "TOL-7")]
    [Trait("criterion", "TOL-8")]
    public async Task What_does_not_fit_is_left_out_from_the_end_and_said(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        var mine = $",\"tools\":[{ToolRig.ClientTool(api, "git__log")}]";
        (await rig.SendAsync(api, stream: false, mine)).Headers["X-Switchyard-Tools"].ShouldBe("injected=2; omitted=1");

        rig.Tools.Put([.. Enumerable.Range(100, 130).Select(static number => ScriptedTools.Tool("many", "t" + number))]);
        (await rig.SendAsync(api, stream: false, mine)).Headers["X-Switchyard-Tools"].ShouldBe("injected=127; omitted=3");
        Names(rig, api).Last(static name => name.StartsWith("many", StringComparison.Ordinal)).ShouldBe("many__t226");
        rig.Upstream[^1]["tools"]!.AsArray().Count.ShouldBe(128);

        var large = new string('x', 70_000);
        var half = new string('y', 50_000);
        rig.Tools.Put([ScriptedTools.Tool("a", "large", description: large), .. Enumerable.Range(10, 12).Select(number => ScriptedTools.Tool("b", "half" + number, description: half))]);
        (await rig.SendAsync(api, stream: false)).Headers["X-Switchyard-Tools"].ShouldBe("injected=10; omitted=3");
        Names(rig, api)[0].ShouldBe("b__half10");
    }

    [Theory]
    [MemberData(nameof(Apis))]
    [Trait("criterion", "TOL-25")]
    [Trait("criterion", "TOL-26")]
    public async Task A_forced_choice_holds_for_the_first_turn_and_the_parallel_flag_for_all(string api)
    {
        await using var rig = await ToolRig.StartAsync();
        var isMessages = api == "messages";
        var forced = isMessages ? ",\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}" : ",\"tool_choice\":\"required\",\"parallel_tool_calls\":false";
        rig.Script(static b => b with { Calls = [new("git__log")] });
        await rig.SendAsync(api, stream: true, forced);
        var (first, second) = (rig.Upstream[0], rig.Upstream[1]);
        first.ToJsonString().ShouldContain(isMessages ? "\"any\"" : "\"required\"");
        second["tool_choice"]!.ToJsonString().ShouldBe(isMessages ? """{"type":"auto","disable_parallel_tool_use":true}""" : "\"auto\"");
        if (!isMessages)
        {
            second["parallel_tool_calls"]!.GetValue<bool>().ShouldBeFalse();
        }

        rig.Simulator.Log.Clear();
        rig.Script(static b => b with { Calls = [new("git__log")] });
        await rig.SendAsync(api, stream: true);
        rig.Upstream.ShouldAllBe(static body => body["tool_choice"] == null && body["parallel_tool_calls"] == null);

        await rig.ConfigureAsync(ToolSettings.Default with { OneCallPerTurn = true });
        await rig.SendAsync(api, stream: true);
        (isMessages ? rig.Upstream[^1]["tool_choice"]!["disable_parallel_tool_use"] : rig.Upstream[^1]["parallel_tool_calls"])!.GetValue<bool>().ShouldBe(isMessages);
    }

    [Fact]
    [Trait("criterion", "TOL-21")]
    public async Task A_server_is_told_the_request_and_nothing_of_the_client()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Script(static b => b with { Calls = [new("git__log", """{"q":"x"}""")] });
        var reply = await rig.SendAsync("messages", stream: false, "", ("X-Secret", "canary-canary"));
        var call = rig.Tools.Calls.ShouldHaveSingleItem();
        call.Arguments.ShouldBe("""{"q":"x"}""");
        call.Meta.ShouldContain(reply.Headers["X-Switchyard-Request-Id"]);
        call.Meta.ShouldNotContain("canary");
        call.Meta.ShouldNotContain(rig.Gateway.Token);
        call.Meta.ShouldNotContain("sk-");
    }

    private static List<string> Names(ToolRig rig, string api) => [.. rig.Upstream[^1]["tools"]!.AsArray().Select(tool => (api == "chat/completions" ? tool!["function"]!["name"] : tool!["name"])!.GetValue<string>())];

    private static string Definition(string api, string full)
    {
        var (name, schema) = (full[(full.IndexOf('_', StringComparison.Ordinal) + 2)..], """{"type":"object","properties":{"q":{"type":"string"}}}""");
        var text = new StringBuilder();
        return text.Append(api switch
        {
            "messages" => $$"""{"name":"{{full}}","description":"does {{name}}","input_schema":{{schema}}}""",
            "responses" => $$"""{"type":"function","name":"{{full}}","description":"does {{name}}","parameters":{{schema}},"strict":false}""",
            _ => """{"type":"function","function":{"name":"NAME","description":"does TOOL","parameters":SCHEMA,"strict":false}}"""
                .Replace("NAME", full, StringComparison.Ordinal).Replace("TOOL", name, StringComparison.Ordinal).Replace("SCHEMA", schema, StringComparison.Ordinal),
        }).ToString();
    }
}
