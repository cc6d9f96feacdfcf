using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Peers;

/// <summary>Calls of an exclusive bundle on a node that does not own it, over a real connection to the one that does.</summary>
[Trait("criterion", "BND-51")]
public sealed class ForwardingTests : IAsyncLifetime
{
    private PeerRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await PeerRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_call_brings_the_bundle_up_where_it_is_owned_and_comes_back_as_the_server_said_it()
    {
        var parameters = JsonNode.Parse("""{"name":"echo","arguments":{"text":"ü\u0000 \ud83d\ude00","number":12345678901234567890.125,"nothing":null,"list":[[],{}]}}""")!.AsObject();
        var result = (await CallAsync(parameters)).ShouldBeOfType<CallOutcome.Result>();
        result.Value!.ToJsonString().ShouldBe(parameters.ToJsonString());
        _rig.Server.Config.Key.ShouldBe(Yard.Key);
        _rig.Other.Launcher.Count.ShouldBe(0);
        _rig.Other.Supervisor.Run(Yard.Key)!.Tools.Select(tool => tool.Name).ShouldBe(["echo"]);
        _rig.Other.Status.State.ShouldBe(BundleState.Stopped);
    }

    [Fact]
    public async Task Errors_of_the_server_come_back_as_they_are()
    {
        await CallAsync();
        _rig.Server.OnRequest = static (_, _, _) => throw new ServerErrorException(-32055, "no", new JsonObject { ["why"] = 1 });
        var error = (await CallAsync()).ShouldBeOfType<CallOutcome.Error>();
        (error.Code, error.Message, error.ErrorData!.ToJsonString()).ShouldBe((-32055, "no", """{"why":1}"""));
    }

    [Fact]
    public async Task Why_the_owner_does_not_serve_a_call_is_said_here()
    {
        await CallAsync();
        await _rig.Owner.ChangeAsync(bundle => bundle with { Enabled = false });
        await _rig.Owner.UntilAsync(status => status.State == BundleState.Stopped);
        var stopped = (await CallAsync()).ShouldBeOfType<CallOutcome.Unavailable>();
        stopped.Code.ShouldBe(CallFaults.Stopped);
    }

    [Fact]
    public async Task A_server_that_is_lost_during_a_call_is_lost_for_the_caller_too()
    {
        await CallAsync();
        _rig.Server.OnRequest = (_, _, _) =>
        {
            _rig.Server.Crash();
            return new TaskCompletionSource<JsonNode?>().Task;
        };
        (await CallAsync()).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Lost);
    }

    [Fact]
    public async Task What_is_asked_of_a_task_is_no_call_of_its_own_where_the_bundle_is_owned()
    {
        await _rig.Owner.ChangeAsync(static bundle => bundle with { Definition = bundle.Definition with { Limits = bundle.Definition.Limits with { Calls = 1 } } });
        await CallAsync();
        var (held, _) = await _rig.Other.Calls.HoldAsync(Yard.Key, user: null, Patience.Token);
        using var call = held.ShouldNotBeNull();
        var (begun, end) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously));
        _rig.Server.OnCall = (_, _, _) =>
        {
            begun.SetResult();
            return end.Task;
        };
        var calling = CallAsync();
        await begun.Task.WaitAsync(Patience.Token);

        (await CallAsync()).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Busy);
        (await call.Server.RequestAsync("tasks/get", new JsonObject { ["taskId"] = "1" }, progress: null, Patience.Token))!.ToJsonString().ShouldBe("""{"taskId":"1"}""");
        end.SetResult("done");
        (await calling).ShouldBeOfType<CallOutcome.Result>();
    }

    [Fact]
    public async Task Progress_comes_while_the_call_runs_and_cancelling_reaches_the_server()
    {
        await CallAsync();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _rig.Server.OnCall = async (_, progress, token) =>
        {
            progress.ShouldNotBeNull()(new JsonObject { ["progress"] = 1, ["message"] = "half" });
            await FakeServer.HangAsync(token).ContinueWith(_ => cancelled.SetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            token.ThrowIfCancellationRequested();
            return null;
        };
        var told = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var giveUp = new CancellationTokenSource();
        var calling = _rig.Other.Calls.RequestAsync(Yard.Key, user: null, "tools/call", [], Resend.IfUnsent, told.SetResult, giveUp.Token);
        (await told.Task.WaitAsync(Patience.Token)).ToJsonString().ShouldBe("""{"progress":1,"message":"half"}""");
        calling.IsCompleted.ShouldBeFalse();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(calling);
        await cancelled.Task.WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task A_changed_list_and_another_server_of_the_owner_are_heard_of_here()
    {
        await CallAsync();
        _rig.Server.ChangeTools("a", "b");
        await UntilToolsAsync("a", "b");

        // Whoever looks in the moment between the two servers sees none, and the next call finds the owner's anew.
        _rig.Owner.Launcher.OnUp = static server => server.Tools = [.. server.Tools.Select(static tool => tool with { Name = "c" })];
        await _rig.Owner.ChangeAsync(static bundle => bundle with { Respawns = bundle.Respawns + 1 });
        // A call may still be answered by the former one.
        while (!HasTools("c"))
        {
            Patience.Token.ThrowIfCancellationRequested();
            await InTimeAsync(CallAsync());
        }
    }

    [Fact]
    public async Task A_call_whose_owner_ends_is_lost_and_not_sent_again()
    {
        await CallAsync();
        var calls = 0;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _rig.Server.OnRequest = (_, _, token) =>
        {
            Interlocked.Increment(ref calls);
            begun.TrySetResult();
            return FakeServer.HangAsync(token);
        };
        var calling = CallAsync();
        await begun.Task.WaitAsync(Patience.Token);
        await _rig.EndOwnerAsync();
        (await calling).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Lost);
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_of_a_lease_that_is_over_runs_nothing()
    {
        await CallAsync();
        var asked = 0;
        _rig.Server.OnRequest = (_, _, _) =>
        {
            asked++;
            throw new InvalidOperationException("It was asked.");
        };
        _rig.Owner.Own(new Ownership.Held(new HeldLease(2, TimeSpan.MaxValue, _rig.Owner.Time)));

        // Whether it was still waiting for another owner or had asked the same one twice: it says that it did not run.
        (await InTimeAsync(CallAsync())).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBeOneOf(CallFaults.Restarting, CallFaults.Lost);
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task Without_an_address_of_the_owner_the_answer_says_what_is_missing()
    {
        await using var rig = await PeerRig.StartAsync(isAddressed: false);
        var answer = (await rig.Other.Calls.RequestAsync(Yard.Key, user: null, "tools/call", [], Resend.IfUnsent, progress: null, Patience.Token)).ShouldBeOfType<CallOutcome.Unavailable>();
        answer.Code.ShouldBe(CallFaults.Elsewhere);
        answer.Message.ShouldContain("--advertise");
    }

    private Task<CallOutcome> CallAsync(JsonObject? parameters = null) => _rig.Other.Calls.RequestAsync(Yard.Key, user: null, "tools/call", parameters ?? [], Resend.IfUnsent, progress: null, Patience.Token);

    /// <summary>What goes over the connection takes real time; what the call waits for in between takes that of the test's clock, which goes on when nothing else does.</summary>
    private async Task<CallOutcome> InTimeAsync(Task<CallOutcome> calling)
    {
        while (await Task.WhenAny(calling, calling.WaitAsync(TimeSpan.FromSeconds(1))) != calling)
        {
            Patience.Token.ThrowIfCancellationRequested();
            _rig.Other.Time.Advance(TimeSpan.FromSeconds(5));
        }

        return await calling;
    }

    private async Task UntilToolsAsync(params string[] names)
    {
        while (!HasTools(names))
        {
            await Patience.PauseAsync();
        }
    }

    private bool HasTools(params string[] names) => _rig.Other.Supervisor.Run(Yard.Key)!.Tools.Select(tool => tool.Name).SequenceEqual(names);
}
