using System.Net;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;

namespace Switchyard.Admin.Tests.Mutations;

public sealed class WaitTests
{
    [Fact]
    public async Task A_change_that_is_waited_for_tells_who_runs_it()
    {
        await using var plane = await ControlPlane.StartAsync();

        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"), new ChangeOptions { Wait = TimeSpan.FromSeconds(30) });

        created.Rollout!.Complete.ShouldBeTrue();
        created.Rollout.Nodes.ShouldHaveSingleItem().State.ShouldBe("applied");
        created.Value!.Name.ShouldBe("main");
    }

    [Fact]
    public async Task A_change_that_not_all_apply_in_time_is_202_with_those_that_lag()
    {
        await using var plane = await ControlPlane.StartAsync();
        await ReportAsync(plane, "slow", 0, null);

        var answer = await plane.Http.SendAsync("POST", "/api/v1/providers?wait=1ms", """{"name":"main","type":"openai","baseUrl":"https://api.example"}""");

        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Text);
        answer.Json.GetProperty("name").GetString().ShouldBe("main");
        answer.Json.GetProperty("rollout").GetProperty("nodes").EnumerateArray().Single(node => node.GetProperty("name").GetString() == "slow").GetProperty("state").GetString().ShouldBe("lagging");
    }

    [Fact]
    public async Task A_wait_ends_when_the_last_node_reports()
    {
        await using var plane = await ControlPlane.StartAsync();
        await ReportAsync(plane, "slow", 0, null);

        var waiting = plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"), new ChangeOptions { Wait = TimeSpan.FromMinutes(5) });
        await plane.UntilEventsAsync(1);
        waiting.IsCompleted.ShouldBeFalse();
        await ReportAsync(plane, "slow", 1, null);

        (await waiting).Rollout!.Complete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_rejection_ends_the_wait_and_says_why()
    {
        await using var plane = await ControlPlane.StartAsync();
        await ReportAsync(plane, "stubborn", 0, 1);

        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"), new ChangeOptions { Wait = TimeSpan.FromMinutes(5) });

        var node = created.Rollout!.Nodes.Single(found => found.Name == "stubborn");
        (created.Rollout.Complete, node.State, node.Reason).ShouldBe((false, "rejected", "it can not"));
    }

    [Fact]
    public async Task A_deletion_that_is_waited_for_answers_with_its_rollout()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        var answer = await plane.Http.SendAsync("DELETE", "/api/v1/providers/main?wait=30s");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Json.GetProperty("rollout").GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    private static Task ReportAsync(ControlPlane plane, string name, long revision, long? rejected) => plane.Database.WriteAsync(
        async (session, token) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var row = new NodeRow
            {
                Id = new Guid("01990000-0000-7000-8000-000000000001"),
                Name = name,
                StartedAt = now,
                SeenAt = now,
                Revision = revision,
                Epoch = await EpochTable.GetAsync(session, token),
                Hash = "",
                State = rejected is null ? "applied" : "rejected",
                RejectedRevision = rejected,
                Reason = rejected is null ? null : "it can not",
                Version = "0",
                ReportJson = "{}",
            };
            await NodeTable.UpsertAsync(session, row, token);
            await session.SignalAsync(HubStreams.Nodes, await StreamTable.BumpAsync(session, HubStreams.Nodes, token), token);
            return true;
        },
        TestContext.Current.CancellationToken);
}
