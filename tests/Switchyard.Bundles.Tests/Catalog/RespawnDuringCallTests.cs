using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Catalog;

/// <summary>Calls as loops of tools make them, while the bundle is respawned.</summary>
public sealed class RespawnDuringCallTests
{
    [Fact]
    [Trait("criterion", "TOL-66")]
    public async Task A_call_ends_on_the_server_it_began_on_and_the_next_one_meets_the_new_one()
    {
        await using var yard = new Yard();
        var tools = new WorkspaceTools(new WorkspaceCatalog(yard.Supervisor), yard.Calls);
        var old = await yard.RunningAsync();
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        old.OnRequest = (_, _, _) => answer.Task;
        var calling = CallAsync(tools);

        var revision = await yard.ChangeAsync(static bundle => bundle with { Respawns = bundle.Respawns + 1 });
        yard.Launcher.OnUp = static server => server.OnRequest = static (_, _, _) => Task.FromResult<JsonNode?>(Said("new"));
        var start = await yard.NextStartAsync();

        // While the new one comes up the old one still serves.
        var meanwhile = CallAsync(tools);
        start.Succeed();
        await yard.SettledAsync(revision);
        Text(await CallAsync(tools)).ShouldBe("new");
        (calling.IsCompleted, meanwhile.IsCompleted, old.Ended.IsCompleted).ShouldBe((false, false, false));

        answer.SetResult(Said("old"));
        Text(await calling).ShouldBe("old");
        Text(await meanwhile).ShouldBe("old");
        await old.Ended.WaitAsync(Patience.Token);
    }

    private static Task<ToolCallResult> CallAsync(WorkspaceTools tools) => tools.CallAsync(Yard.Key, null, "echo", ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty, Patience.Token);

    private static JsonObject Said(string text) => new() { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };

    private static string Text(ToolCallResult result)
    {
        result.Fault.ShouldBeNull(result.Message);
        return (string)JsonNode.Parse(Encoding.UTF8.GetString(result.Result.Span))!["content"]![0]!["text"]!;
    }
}
