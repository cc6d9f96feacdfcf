using System.Text.Json.Nodes;
using Switchyard.Bundles.Tasks;
using Switchyard.Bundles.Tests.Endpoint;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>A task of one node, asked for at another one.</summary>
[Trait("criterion", "BND-44")]
public sealed class PeerTests : IAsyncLifetime
{
    private readonly TestGate _gate = new();
    private readonly TestTaskNodes _nodes = new();
    private readonly SecretKeyRing _keys = SecretKeyRing.Create();
    private TaskRig _here = null!;
    private McpNode _there = null!;
    private TaskClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gate.Add(McpNode.Key);
        _gate.Add("sy_stranger");
        _here = await TaskRig.StartAsync(await NodeAsync());
        _there = (await TaskRig.StartAsync(await NodeAsync())).Node;
        _client = await TaskClient.BeginAsync(_here.Node);
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Fact]
    public async Task It_is_got_awaited_and_listed_there()
    {
        var elsewhere = _client.At(_there);
        var (one, two) = (await _client.MakeAsync(ttl: 90_000), await elsewhere.MakeAsync());
        _here.Server.Tell("task-1", "input_required", "a question");
        await _here.PollAsync();
        await _here.PollAsync();
        (await elsewhere.GetAsync(one))["result"]!.ToJsonString().ShouldBe((await _client.GetAsync(one))["result"]!.ToJsonString());
        (await elsewhere.StandingAsync(one)).ShouldBe(("input_required", "a question"));
        (await elsewhere.ListAsync()).ShouldBe([one, two], ignoreOrder: true);
        (await _client.ListAsync()).ShouldBe([one, two], ignoreOrder: true);

        var waiting = elsewhere.ResultAsync(one);
        _here.Server.End("task-1", JsonNode.Parse("""{"content":[],"structuredContent":{"n":1.10,"big":12345678901234567890}}"""));
        await _here.PollAsync();
        var result = (await waiting)["result"]!.ToJsonString();
        result.ShouldContain("""{"n":1.10,"big":12345678901234567890}""");
        result.ShouldBe((await _client.ResultAsync(one))["result"]!.ToJsonString());
        (await _here.Node.Recorder.NextAsync()).Outcome.ShouldBe("ok");
    }

    [Fact]
    public async Task It_is_cancelled_there()
    {
        var elsewhere = _client.At(_there);
        var id = await _client.MakeAsync();
        ((string?)(await elsewhere.CancelAsync(id))["result"]!["status"]).ShouldBe("cancelled");
        (await _here.Server.AskedAsync("tasks/cancel")).ShouldBe("task-1");
        (await elsewhere.CancelAsync(id)).Code().ShouldBe(-32602);
        (await _client.StandingAsync(id)).Status.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_stranger_has_it_nowhere()
    {
        var id = await _client.MakeAsync();
        var stranger = await TaskClient.BeginAsync(_there, "sy_stranger");
        (await stranger.GetAsync(id)).Code().ShouldBe(-32602);
        (await stranger.CancelAsync(id)).Code().ShouldBe(-32602);
        (await stranger.ListAsync()).ShouldBeEmpty();
        (await _client.StandingAsync(id)).Status.ShouldBe("working");
    }

    [Fact]
    public async Task Whoever_waits_is_not_left_without_an_answer_when_a_question_takes_long()
    {
        var id = await _client.MakeAsync();
        var waiting = _client.At(_there).ResultAsync(id);

        // The other node was asked, has waited for as long as one question goes, and is asked again.
        await _here.Node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(20)).WaitAsync(Patience.Token);
        _here.Node.Yard.Time.Advance(TimeSpan.FromSeconds(20));
        await _here.Node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(20)).WaitAsync(Patience.Token);
        waiting.IsCompleted.ShouldBeFalse();
        await _client.CancelAsync(id);
        (await waiting)["error"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_node_that_stops_does_not_let_others_wait_for_it()
    {
        var id = await _client.MakeAsync();
        var waiting = _client.At(_there).ResultAsync(id);
        await _here.Node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(20)).WaitAsync(Patience.Token);

        // Its clock stands still: nothing else ends the question, and stopping waits for all requests.
        await _here.Node.StopAsync();

        waiting.IsCompleted.ShouldBeFalse("the task is not over; the other node asks again");
    }

    [Fact]
    public async Task One_whose_node_is_killed_has_failed_once_that_is_known()
    {
        var elsewhere = _client.At(_there);
        var id = await _client.MakeAsync();
        await _here.Node.KillAsync();
        (await elsewhere.StandingAsync(id)).ShouldBe(("working", "The node that has the task does not answer; ask again."));
        var waiting = elsewhere.ResultAsync(id);
        await _there.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);

        _nodes.Lose(_here.Node.Id);
        _there.Yard.Time.Advance(TimeSpan.FromSeconds(1));
        var result = (await waiting)["result"]!;
        ((bool?)result["isError"], (string?)result["_meta"]!["switchyard/fault"]).ShouldBe((true, TaskFaults.Lost));
        (await elsewhere.StandingAsync(id)).ShouldBe(("failed", "The node that ran the task was lost, and the task with it."));
        (await elsewhere.CancelAsync(id)).Code().ShouldBe(-32602);

        _nodes.Remove(_here.Node.Id);
        (await elsewhere.StandingAsync(id)).Status.ShouldBe("failed");
        _there.Yard.Time.Advance(TimeSpan.FromMinutes(61));
        (await elsewhere.GetAsync(id)).Code().ShouldBe(-32602, "its time is over");
    }

    [Fact]
    public async Task One_that_its_node_does_not_have_any_more_has_failed()
    {
        var id = await _client.MakeAsync();
        var table = (TaskTable)_here.Node.Services.GetService(typeof(TaskTable))!;
        table.Remove(table.Find(id)!);
        (await _client.StandingAsync(id)).Status.ShouldBe("failed", "as after a restart");
        (await _client.At(_there).StandingAsync(id)).Status.ShouldBe("failed");
    }

    [Theory]
    [InlineData(90)]
    [InlineData(-90)]
    public async Task The_wall_clock_of_another_node_does_not_end_it(int minutes)
    {
        var elsewhere = _client.At(_there);
        var id = await _client.MakeAsync(ttl: 90_000);
        _there.Yard.Time.JumpWallClock(TimeSpan.FromMinutes(minutes));
        (await elsewhere.StandingAsync(id)).Status.ShouldBe("working");

        var waiting = elsewhere.ResultAsync(id);
        _here.Server.End("task-1", TaskServer.Text("done"));
        await _here.PollAsync();
        ((string?)(await waiting)["result"]!["content"]![0]!["text"]).ShouldBe("done");
        (await elsewhere.CancelAsync(await _client.MakeAsync(ttl: 90_000)))["error"].ShouldBeNull();
    }

    [Fact]
    public async Task A_node_that_can_not_be_asked_at_all_is_an_error()
    {
        var id = await _client.MakeAsync();
        _nodes.Hide(_here.Node.Id);
        var error = (await _client.At(_there).GetAsync(id))["error"]!;
        ((int?)error["code"], (string?)error["data"]!["code"]).ShouldBe((-32603, TaskFaults.Elsewhere));
        ((string?)error["message"])!.ShouldContain("--advertise");
        (await _client.At(_there).ListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/peers/v1/tasks/view")]
    [InlineData("/peers/v1/tasks/cancel")]
    [InlineData("/peers/v1/tasks/list")]
    public async Task Whoever_is_no_node_is_told_nothing(string path)
    {
        using var response = await _there.SendAsync(Raw.Post(new Uri(_there.Address, path), "{}"));
        ((int)response.StatusCode).ShouldBe(401);
    }

    private Task<McpNode> NodeAsync() => McpNode.StartAsync(_gate, _keys, nodes: _nodes);
}
