using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Calls;

public sealed class CallTests
{
    [Fact]
    [Trait("criterion", "BND-60")]
    public async Task More_calls_than_allowed_are_refused_at_once_and_others_are_not_affected()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var gate = new TaskCompletionSource<JsonNode?>();
        server.OnRequest = (_, _, token) => gate.Task.WaitAsync(token);
        var calls = Enumerable.Range(0, 64).Select(_ => CallAsync(yard)).ToList();
        yard.Status.Calls.ShouldBe(64);

        var refused = (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Unavailable>();
        refused.Code.ShouldBe(CallFaults.Busy);
        refused.Message.ShouldContain("files");
        gate.SetResult("done");
        foreach (var call in calls)
        {
            (await call).ShouldBeOfType<CallOutcome.Result>();
        }

        yard.Status.Calls.ShouldBe(0);
        (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Result>();
    }

    [Fact]
    [Trait("criterion", "TOL-43")]
    public async Task A_serial_bundle_is_called_by_one_after_the_other()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync(bundle => bundle with { Definition = bundle.Definition with { Serial = true } });
        var running = 0;
        var most = 0;
        server.OnRequest = async (_, _, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return null;
        };

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CallAsync(yard)));

        most.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_has_or_waits_for_his_turn_when_the_bundle_is_removed_is_refused()
    {
        await using var yard = new Yard();
        var bundle = Yard.Bundle();
        await yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Serial = true } });
        var run = yard.Supervisor.Run(Yard.Key)!;
        var calls = new List<Task<CallOutcome>> { CallAsync(yard) };
        await yard.NextStartAsync();
        calls.Add(CallAsync(yard));
        calls.Add(CallAsync(yard));
        run.Calls.InFlight.ShouldBe(3);

        await yard.RemoveAsync();

        foreach (var call in calls)
        {
            (await call.WaitAsync(Patience.Token)).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Unknown);
        }

        run.Calls.InFlight.ShouldBe(0);
        yard.Supervisor.Runs.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "TOL-34")]
    public async Task A_call_that_takes_too_long_ends_and_the_server_is_told()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var told = new TaskCompletionSource();
        server.OnRequest = async (_, _, token) =>
        {
            token.UnsafeRegister(_ => told.TrySetResult(), null);
            return await FakeServer.HangAsync(token);
        };
        var call = CallAsync(yard);
        await yard.Time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(60));
        yard.Time.Advance(TimeSpan.FromSeconds(60));

        (await call).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Timeout);
        await told.Task.WaitAsync(Patience.Token);
        yard.Status.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_gives_up_gets_his_own_cancellation()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        server.OnRequest = static (_, _, token) => FakeServer.HangAsync(token);
        using var caller = new CancellationTokenSource();
        var call = yard.Calls.RequestAsync(Yard.Key, null, "tools/call", [], Resend.IfUnsent, progress: null, caller.Token);
        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        yard.Status.Calls.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "BND-59")]
    public async Task An_error_of_the_server_is_handed_on_as_it_is()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        server.OnRequest = static (_, _, _) => Task.FromException<JsonNode?>(new ServerErrorException(-32602, "no such tool", new JsonObject { ["x"] = 1 }));

        var error = (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Error>();

        error.Code.ShouldBe(-32602);
        error.Message.ShouldBe("no such tool");
        error.ErrorData!.ToJsonString().ShouldBe("""{"x":1}""");
    }

    [Theory]
    [InlineData(false, Resend.IfUnsent, 2)]
    [InlineData(true, Resend.IfUnsent, 1)]
    [InlineData(true, Resend.Once, 2)]
    [Trait("criterion", "BND-43")]
    [Trait("criterion", "TOL-65")]
    public async Task A_call_is_sent_again_only_if_it_never_left_or_may_be_repeated(bool written, object resend, int sent)
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var count = 0;
        server.OnRequest = (_, _, _) =>
        {
            // The first attempt is lost whatever is sent, later ones are answered.
            return ++count == 1 ? Task.FromException<JsonNode?>(new ServerLostException("broken", written)) : Task.FromResult<JsonNode?>("answer");
        };

        var outcome = await yard.Calls.RequestAsync(Yard.Key, null, "tools/call", [], (Resend)resend, progress: null, Patience.Token);

        count.ShouldBe(sent);
        (outcome is CallOutcome.Result).ShouldBe(sent == 2);
    }

    [Fact]
    [Trait("criterion", "BND-43")]
    public async Task A_read_is_tried_again_after_nothing_half_a_second_and_two_seconds()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var count = 0;
        server.OnRequest = (_, _, _) =>
        {
            count++;
            return Task.FromException<JsonNode?>(new ServerLostException("broken", wasWritten: true));
        };
        var read = yard.Calls.RequestAsync(Yard.Key, null, "resources/list", null, Resend.Read, progress: null, Patience.Token);
        foreach (var pause in (double[])[0.5, 2])
        {
            await yard.Time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(pause));
            yard.Time.Advance(TimeSpan.FromSeconds(pause));
        }

        (await read).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Lost);
        count.ShouldBe(4);
    }

    [Fact]
    [Trait("criterion", "BND-42")]
    public async Task A_call_that_finds_its_server_gone_is_answered_by_the_next()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        server.Crash();
        var call = CallAsync(yard);

        (await yard.NextStartAsync()).Succeed();

        (await call).ShouldBeOfType<CallOutcome.Result>();
        yard.Status.Generation.ShouldBe(2);
    }

    private static Task<CallOutcome> CallAsync(Yard yard) => yard.Calls.RequestAsync(Yard.Key, null, "tools/call", [], Resend.IfUnsent, progress: null, Patience.Token);
}
