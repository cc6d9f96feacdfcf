using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.LastGood;

/// <summary>A node killed at any step of a reload, and of keeping what serves, finds something whole at its next start without the database: what served before the change, or after it.</summary>
public sealed class KilledWhileKeepingTests(PostgresServer postgres)
{
    private const string NoDatabase = "Host=127.0.0.1;Port=1;Username=postgres;Database=none";

    [Theory]
    [InlineData("asked")]
    [InlineData("in force")]
    [InlineData("draft made")]
    [InlineData("draft written")]
    [InlineData("renamed")]
    [InlineData("answered")]
    [Trait("criterion", "CFG-54")]
    [Trait("criterion", "CFG-47")]
    public async Task Killed(string step)
    {
        await using var yard = await Yard.StartAsync(database: await postgres.CreateDatabaseAsync());
        for (var round = 0; round < LongForm.Pick(brief: 1, full: 50); round++)
        {
            var before = (long)(await yard.GetAsync("/config"))["revision"]!;
            await KillAtAsync(yard, step, $"Round {round}");

            var node = await yard.AddNodeAsync(reuseDirectoryOf: 0, database: NoDatabase);
            using (var http = new HttpClient { BaseAddress = node.ControlPlane })
            {
                var ready = JsonNode.Parse(await http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken))!;
                ((string?)ready["status"]).ShouldBe("degraded");
                ((long)ready["revision"]!).ShouldBeInRange(step == "renamed" ? before + 1 : before, before + 1);
            }

            await AskAsync(yard);
            await node.KillAsync();
            await yard.AddNodeAsync(reuseDirectoryOf: 0);
            await yard.GetAsync("/rollout?wait=30s");
            ((bool)(await yard.GetAsync("/config"))["degraded"]!).ShouldBeFalse();
        }
    }

    /// <summary>Makes a change and kills the node as soon as it is seen to have come to <paramref name="step"/>.</summary>
    private static async Task KillAtAsync(Yard yard, string step, string name)
    {
        var node = yard.Node;
        using var watcher = new FileSystemWatcher(Path.Combine(yard.DirectoryName, "node-0"), "last-good*");
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wanted = step switch
        {
            "draft made" => WatcherChangeTypes.Created,
            "draft written" => WatcherChangeTypes.Changed,
            "renamed" => WatcherChangeTypes.Renamed,
            _ => default,
        };
        void See(object sender, FileSystemEventArgs what)
        {
            if (what.ChangeType == wanted)
            {
                reached.TrySetResult();
            }
        }

        watcher.Created += See;
        watcher.Changed += See;
        watcher.Renamed += See;
        watcher.EnableRaisingEvents = true;
        var revision = (long)(await yard.GetAsync("/config"))["revision"]! + 1;
        var change = ChangeAsync(yard, name);
        if (wanted != default)
        {
            await reached.Task.WaitAsync(Patience.Token);
        }
        else if (step == "in force")
        {
            await node.WaitForLineAsync($"Revision {revision} is in force");
        }
        else if (step == "answered")
        {
            await change;
        }

        await node.KillAsync();
        await change;
    }

    private static async Task ChangeAsync(Yard yard, string name)
    {
        try
        {
            using var patch = new StringContent(new JsonObject { ["displayName"] = name }.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await yard.Control().PatchAsync(new Uri("/api/v1/providers/sim-openai", UriKind.Relative), patch);
        }
        catch (HttpRequestException)
        {
            // It was killed before it could answer.
        }
    }

    private static async Task AskAsync(Yard yard)
    {
        using var client = yard.Data();
        using var content = new StringContent("""{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
