using System.Text.Json.Nodes;
using Switchyard.Bundles.Tests.Endpoint;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>The official JavaScript client with tasks.</summary>
[Trait("criterion", "BND-44")]
public sealed class NpmClientTests
{
    [Fact]
    public async Task It_follows_a_task_to_its_result_lists_and_cancels()
    {
        await using var rig = await TaskRig.StartAsync();
        var running = ClientProgram.RunAsync("../tasks.mjs", rig.Node.Team.ToString(), McpNode.Key, "files__only");
        await Task.WhenAny(running, rig.Server.AskedAsync("tools/call"));
        rig.Server.End("task-1", TaskServer.Text("done"));
        await Task.WhenAny(running, rig.PollAsync());
        await Task.WhenAny(running, rig.Server.AskedAsync("tasks/cancel"));
        var (code, said) = await running;
        code.ShouldBe(0, said);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!.AsObject()).ToList();
        lines[0].ToJsonString().ShouldBe("""{"capabilities":{"list":{},"cancel":{},"requests":{"tools":{"call":{}}}}}""");
        lines[1].ToJsonString().ShouldBe("""{"type":"taskCreated","status":"working"}""");
        lines[^3].ToJsonString().ShouldBe("""{"type":"result","text":"done"}""", said);
        lines[^2].ToJsonString().ShouldBe("""{"listed":["completed","working"],"ttl":60000}""");
        lines[^1].ToJsonString().ShouldBe("""{"cancelled":"cancelled"}""");
        rig.Server.Ids.ShouldBe(["task-1", "task-2"]);
    }
}
