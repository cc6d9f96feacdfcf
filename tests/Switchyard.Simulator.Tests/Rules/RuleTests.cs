using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Simulator.Tests.Rules;

public sealed class RuleTests : SimulatorFixture
{
    private const string Path = "/v1/chat/completions";

    [Fact]
    public async Task One_key_fails_while_another_works()
    {
        Server.Rules.Add(new SimulatorRule { Key = "key-a", Fault = Fault.Status(429, RetryAfter.Seconds(30)) });

        using var first = await SendAsync(Path, Chat(), ("Authorization", "Bearer key-a"));
        using var second = await SendAsync(Path, Chat(), ("Authorization", "Bearer key-b"));
        using var third = await SendAsync("/v1/messages", Message(), ("x-api-key", "key-a"));

        first.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        first.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        Server.Log.WithKey("key-b").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Rules_with_a_count_are_a_script()
    {
        Server.Rules.Add(new SimulatorRule { Skip = 1, Times = 1, Fault = Fault.Status(503) });
        var scripted = Server.Rules.Add(new SimulatorRule { Model = "sim*", Skip = 1, Times = 1, Fault = Fault.Status(500) });

        List<int> statuses = [];
        for (var request = 0; request < 4; request++)
        {
            using var response = await SendAsync(Path, Chat());
            statuses.Add((int)response.StatusCode);
        }

        // The second request is decided by the first rule, so the second rule counts it not: it passes the first and takes the third.
        statuses.ShouldBe([200, 503, 500, 200]);
        scripted.Hits.ShouldBe(1);
    }

    [Fact]
    public async Task A_removed_rule_no_longer_works()
    {
        var rule = Server.Rules.Add(new SimulatorRule { Path = "/v1/*", Fault = Fault.Status(500) });
        using var before = await SendAsync(Path, Chat());

        Server.Rules.Remove(rule.Id).ShouldBeTrue();

        using var after = await SendAsync(Path, Chat());
        before.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_rule_may_change_any_behaviour_and_outranks_headers()
    {
        Server.Rules.Add(new SimulatorRule { Change = behavior => behavior with { Tokens = 3 } });

        var answer = await JsonAsync(Path, Chat("sim-tokens-50"), ("x-sim-tokens", "40"));

        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_gate_releases_events_one_at_a_time()
    {
        var gate = new StreamGate();
        Server.Rules.Add(new SimulatorRule { Gate = gate });
        using var response = await SendAsync(Path, Chat(stream: true));
        await gate.WaitUntilHeldAsync(cancellationToken: Ending);
        Server.Log.Last.EventsSent.ShouldBe(0);

        await gate.ReleaseAsync(1, Ending);
        Server.Log.Last.EventsSent.ShouldBe(1);
        await gate.ReleaseAsync(4, Ending);
        await gate.WaitUntilHeldAsync(cancellationToken: Ending);
        Server.Log.Last.EventsSent.ShouldBe(5);

        gate.Open();
        var events = await SseParser.Create(await response.Content.ReadAsStreamAsync(Ending)).EnumerateAsync(Ending).ToListAsync(Ending);
        events[^1].Data.ShouldBe("[DONE]");
    }

    [Fact]
    public async Task A_gate_holds_many_streams_at_the_same_event()
    {
        var gate = new StreamGate();
        Server.Rules.Add(new SimulatorRule { Gate = gate });
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(Path, Chat(stream: true))));
        await gate.WaitUntilHeldAsync(20, Ending);

        await gate.ReleaseAsync(3, Ending);

        Server.Log.Requests.ShouldAllBe(request => request.EventsSent == 3);
        gate.Open();
        foreach (var response in responses)
        {
            (await response.Content.ReadAsStringAsync(Ending)).ShouldEndWith("data: [DONE]\n\n");
            response.Dispose();
        }
    }

    [Fact]
    public async Task A_gate_can_hold_the_status_line_of_blocking_and_streamed_answers()
    {
        var gate = new StreamGate(holdsHeaders: true);
        Server.Rules.Add(new SimulatorRule { Gate = gate });
        var blocking = SendAsync(Path, Chat());
        var streamed = SendAsync(Path, Chat(stream: true));
        await gate.WaitUntilHeldAsync(2, Ending);

        blocking.IsCompleted.ShouldBeFalse();
        streamed.IsCompleted.ShouldBeFalse();

        await gate.ReleaseAsync(1, Ending);
        using var first = await blocking;
        using var second = await streamed;
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_that_leaves_at_the_gate_is_noticed()
    {
        var gate = new StreamGate();
        Server.Rules.Add(new SimulatorRule { Gate = gate });
        var response = await SendAsync(Path, Chat(stream: true));
        await gate.WaitUntilHeldAsync(cancellationToken: Ending);

        response.Dispose();

        (await Server.Log.Last.Completion.WaitAsync(Ending)).ShouldBe(Journal.RequestOutcome.ClientDisconnected);
        gate.Held.ShouldBe(0);
        await gate.ReleaseAsync(1, Ending);
    }
}
