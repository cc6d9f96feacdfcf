using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tasks;
using Switchyard.Bundles.Tasks.Errands;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>Tasks of the reference server, which is made with the official library.</summary>
[Trait("criterion", "BND-44")]
[Trait("criterion", "BND-62")]
public sealed class ReferenceTaskTests : IAsyncDisposable
{
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(5);
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task They_are_made_looked_at_cancelled_and_end_with_a_result()
    {
        var server = await StartAsync();
        var (task, report) = await ServerTask.BeginAsync(server, Research("owls"), Ttl, Patience.Token);
        (report.State, report.Outcome).ShouldBe((TaskState.Working, null));
        report.PollInterval.ShouldBe(TimeSpan.FromSeconds(1));
        (await task!.LookAsync(Patience.Token)).Message.ShouldBe("Gathering sources...");

        var (other, _) = await ServerTask.BeginAsync(server, Research("bats"), Ttl, Patience.Token);
        await other!.CancelAsync(Patience.Token);
        report = await other.LookAsync(Patience.Token);
        (report.State, report.Outcome is CallOutcome.Error).ShouldBe((TaskState.Cancelled, true));

        while (report.State != TaskState.Completed)
        {
            report = await task.LookAsync(Patience.Token);
        }

        var text = (string)report.Outcome.ShouldBeOfType<CallOutcome.Result>().Value!["content"]![0]!["text"]!;
        text.ShouldContain("# Research Report: owls");
        await Should.ThrowAsync<ServerErrorException>(() => server.RequestAsync("tasks/get", new JsonObject { ["taskId"] = "none" }, null, Patience.Token));
    }

    private static JsonObject Research(string topic) => new() { ["name"] = "simulate-research-query", ["arguments"] = new JsonObject { ["topic"] = topic } };

    private async Task<ILiveServer> StartAsync()
    {
        var bundle = ServerRig.Process("node", "node_modules/@modelcontextprotocol/server-everything/dist/index.js", "stdio");
        return await _rig.StartAsync(bundle with { Definition = bundle.Definition with { WorkingDirectory = Servers() } });
    }

    private static string Servers([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", "servers"));
}
