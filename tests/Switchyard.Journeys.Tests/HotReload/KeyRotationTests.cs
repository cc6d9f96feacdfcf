using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Postgres;

namespace Switchyard.Journeys.Tests.HotReload;

/// <summary>Two real nodes, open streams on the old key, and the command that replaces it, killed half-way and run again.</summary>
public sealed class KeyRotationTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string NewKey = "sk-journey-rotated-key-0002";
    private Yard _yard = null!;
    private string _file = "";

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync(nodes: 2, database: await postgres.CreateDatabaseAsync());
        _file = Path.GetTempFileName();
        await File.WriteAllTextAsync(_file, NewKey);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await _yard.DisposeAsync();
    }

    [Fact]
    public async Task A_key_is_rotated_without_a_failed_request_although_the_command_is_killed()
    {
        var streams = await OpenStreams.OpenAsync(_yard, 10, "rotation");
        await using (var killed = Rotate())
        {
            (await killed.WaitForLineAsync("Waiting for")).ShouldContain("requests in flight");
            await killed.KillAsync();
        }

        var halfWay = (await _yard.GetAsync("/providers/sim-openai/keys"))["items"]!.AsArray();
        halfWay.Select(key => (bool)key!["enabled"]!).ShouldBe([true, false]);
        ((bool)halfWay[1]!["safeToRevoke"]!).ShouldBeFalse();
        halfWay[1]!["inUseBy"]!.AsArray().Select(user => (string)user!["name"]!).ShouldBe(["node-0", "node-1"]);
        await AskAsync(0);
        await AskAsync(1);
        _yard.Simulator.Log.WithKey(NewKey).Count.ShouldBeGreaterThanOrEqualTo(2);

        await using var again = Rotate();
        await again.WaitForLineAsync("Waiting for");
        (await _yard.GetAsync("/providers/sim-openai/keys"))["items"]!.AsArray().Count.ShouldBe(2, "the streams still use the old key");
        await streams.FinishAsync();

        (await again.WaitForExitAsync()).ShouldBe(0, again.Output);
        var left = (await _yard.GetAsync("/providers/sim-openai/keys"))["items"]!.AsArray().ShouldHaveSingleItem();
        (left!["masked"]!.GetValue<string>(), left["label"]!.GetValue<string>(), left["position"]!.GetValue<int>()).ShouldBe(("…0002", "", 0));
        again.Output.ShouldNotContain(NewKey);
    }

    private NodeProcess Rotate() => NodeProcess.Launch(
        ["keys", "rotate", "sim-openai", "--new-key-file", _file],
        new Dictionary<string, string?> { ["SWITCHYARD_URL"] = _yard.Nodes[1].ControlPlane.ToString(), ["SWITCHYARD_TOKEN"] = Yard.AdminToken });

    private async Task AskAsync(int node)
    {
        using var client = _yard.Data(node);
        var body = new JsonObject { ["model"] = "gpt-sim", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hello" }) };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.StatusCode}");
    }
}
