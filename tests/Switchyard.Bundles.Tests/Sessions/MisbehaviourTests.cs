using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>A server that breaks the protocol costs itself, and nobody else anything.</summary>
public sealed class MisbehaviourTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "BND-35")]
    public async Task A_line_of_1_GB_ends_its_server_and_is_never_held()
    {
        var server = await _rig.StartAsync();
        var other = await _rig.StartAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var call = ServerRig.CallAsync(server, "long-line", new JsonObject { ["bytes"] = 1L << 30 });
        for (var i = 0; i < 20; i++)
        {
            (await ServerRig.TextAsync(other, "echo")).ShouldBe("{}");
        }

        (await Should.ThrowAsync<ServerLostException>(call)).WasWritten.ShouldBeTrue();
        var end = await server.Ended.WaitAsync(Patience.Token);
        end.Cause.ShouldBe(ServerEndCause.Misbehaved);
        end.Message.ShouldBe("It wrote a line of more than 16777216 bytes.");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(128L << 20);
    }

    [Fact]
    [Trait("criterion", "BND-35")]
    public async Task A_line_as_long_as_it_may_be_passes()
    {
        var server = await _rig.StartAsync();
        var text = new string('y', (16 << 20) - 1024);

        var result = await server.RequestAsync("x/echo", new JsonObject { ["text"] = text }, null, Patience.Token);

        ((string)result!["text"]!).Length.ShouldBe(text.Length);
    }

    [Fact]
    [Trait("criterion", "BND-35")]
    public async Task Garbage_is_skipped_and_shown_without_secrets()
    {
        var server = await _rig.StartAsync("garbage=98");

        (await ServerRig.TextAsync(server, "echo")).ShouldBe("{}");

        // A hundred lines a second are shown; this begins another second.
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        await ServerRig.CallAsync(server, "garbage", new JsonObject { ["lines"] = 1, ["text"] = new string('g', 300) });

        (await _rig.Observer.LineAsync("ggg")).ShouldBe("(no message on standard output) " + new string('g', 200));
    }

    [Theory]
    [Trait("criterion", "BND-35")]
    [InlineData("no json")]
    [InlineData("[1,2]")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("17")]
    public async Task A_hundred_lines_of_garbage_in_a_row_end_it(string text)
    {
        var server = await _rig.StartAsync();

        var call = ServerRig.CallAsync(server, "garbage", new JsonObject { ["lines"] = 100, ["text"] = text });

        await Should.ThrowAsync<ServerLostException>(call);
        (await server.Ended.WaitAsync(Patience.Token)).Cause.ShouldBe(ServerEndCause.Misbehaved);
    }

    [Theory]
    [Trait("criterion", "BND-35")]
    [InlineData("wrong-ids")]
    [InlineData("twice")]
    public async Task Answers_that_nobody_waits_for_are_dropped(string option)
    {
        var server = await _rig.StartAsync(option);

        for (var i = 0; i < 50; i++)
        {
            (await ServerRig.TextAsync(server, "echo", new JsonObject { ["i"] = i })).ShouldBe($$"""{"i":{{i}}}""");
        }

        server.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "BND-35")]
    public async Task A_server_that_stops_reading_blocks_nobody_and_its_own_requests_fail()
    {
        var server = await _rig.StartAsync();
        var other = await _rig.StartAsync();
        await ServerRig.CallAsync(server, "stop-reading");

        // What its pipe and its own buffers take, then what the queue takes, then no more.
        var calls = Enumerable.Range(0, 2000).Select(_ => ServerRig.CallAsync(server, "echo", new JsonObject { ["text"] = new string('z', 10_000) })).ToList();
        var refused = await await Task.WhenAny(calls.Select(static async call => await Should.ThrowAsync<ServerLostException>(call)));
        refused.WasWritten.ShouldBeFalse();
        refused.Message.ShouldBe("The server does not read what is sent to it.");
        (await ServerRig.TextAsync(other, "echo")).ShouldBe("{}");
        server.Ended.IsCompleted.ShouldBeFalse();

        await server.StopAsync(StopMode.Now);
        foreach (var call in calls)
        {
            await Should.ThrowAsync<ServerLostException>(call);
        }

        calls.Count(static call => ((ServerLostException)call.Exception!.InnerException!).WasWritten).ShouldBeLessThan(100, "what was never begun may be sent again");
    }
}
