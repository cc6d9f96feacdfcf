using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>How a server ends, and what its requests hear of it.</summary>
public sealed class EndTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "BND-38")]
    public async Task An_exit_is_told_with_its_code_and_last_lines_and_fails_what_is_in_flight()
    {
        var server = await _rig.StartAsync();
        await ServerRig.CallAsync(server, "error-lines", new JsonObject { ["lines"] = 3, ["text"] = "line" });
        var inFlight = ServerRig.CallAsync(server, "sleep", new JsonObject { ["steps"] = 0 });

        var exit = ServerRig.CallAsync(server, "exit", new JsonObject { ["code"] = 9 });

        (await Should.ThrowAsync<ServerLostException>(exit)).WasWritten.ShouldBeTrue();
        (await Should.ThrowAsync<ServerLostException>(inFlight)).WasWritten.ShouldBeTrue();
        var end = await server.Ended.WaitAsync(Patience.Token);
        (end.Cause, end.ExitCode, end.Signal, end.Message).ShouldBe((ServerEndCause.Exited, 9, null, "The process exited with code 9."));
        end.LastLines.ShouldBe(["line 0", "line 1", "line 2"]);
        (await Should.ThrowAsync<ServerLostException>(() => ServerRig.CallAsync(server, "echo"))).WasWritten.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "BND-38")]
    public async Task A_signal_is_told()
    {
        var server = await _rig.StartAsync();
        var id = (int)JsonNode.Parse(await ServerRig.TextAsync(server, "environment"))!["pid"]!;

        Signals.SendToChild(id, Signals.Kill).ShouldBeTrue();

        var end = await server.Ended.WaitAsync(Patience.Token);
        end.Cause.ShouldBe(ServerEndCause.Exited);
        end.Signal.ShouldBe(9);
        end.ExitCode.ShouldBeNull();
        end.Message.ShouldBe("The process was ended by signal 9.");
    }

    [Fact]
    public async Task The_answer_before_an_exit_arrives()
    {
        for (var i = 0; i < 10; i++)
        {
            var server = await _rig.StartAsync("exit-after=2");
            (await ServerRig.TextAsync(server, "echo")).ShouldBe("{}");

            (await ServerRig.TextAsync(server, "echo", new JsonObject { ["last"] = true })).ShouldBe("""{"last":true}""");

            (await server.Ended.WaitAsync(Patience.Token)).ExitCode.ShouldBe(4);
        }
    }

    [Fact]
    public async Task A_stop_is_no_crash()
    {
        var server = await _rig.StartAsync();

        await server.StopAsync(StopMode.Orderly);

        var end = await server.Ended;
        end.Cause.ShouldBe(ServerEndCause.Stopped);
        end.ExitCode.ShouldBe(0);
        await server.StopAsync(StopMode.Now);
    }

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task A_server_that_ignores_everything_ends_after_5_s_of_waiting()
    {
        var server = await _rig.StartAsync("deaf", "no-term");

        var stop = server.StopAsync(StopMode.Orderly).AsTask();
        await _rig.Time.WhenArmedAsync(TimeSpan.FromSeconds(2)).WaitAsync(Patience.Token);
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        await _rig.Time.WhenArmedAsync(TimeSpan.FromSeconds(3)).WaitAsync(Patience.Token);
        stop.IsCompleted.ShouldBeFalse();
        _rig.Time.Advance(TimeSpan.FromSeconds(3));
        await stop.WaitAsync(Patience.Token);

        (await server.Ended).Signal.ShouldBe(9);
    }

    [Fact]
    public async Task Haste_ends_an_orderly_stop()
    {
        var server = await _rig.StartAsync("deaf", "no-term");
        var stop = server.StopAsync(StopMode.Orderly).AsTask();
        await _rig.Time.WhenArmedAsync(TimeSpan.FromSeconds(2)).WaitAsync(Patience.Token);

        await server.StopAsync(StopMode.Now);

        await stop.WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task A_server_that_closes_its_output_and_lives_on_is_lost()
    {
        var script = """
            read -r line; echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","capabilities":{}}}'
            read -r line; read -r line; echo '{"jsonrpc":"2.0","id":2,"result":{"tools":[]}}'
            read -r line; exec 1>&-; while :; do sleep 1000; done
            """;
        var server = await _rig.StartAsync(ServerRig.Shell(script));

        var call = server.RequestAsync("ping", null, null, Patience.Token);
        await _rig.Time.WhenArmedAsync(TimeSpan.FromMilliseconds(500)).WaitAsync(Patience.Token);
        _rig.Time.Advance(TimeSpan.FromMilliseconds(500));

        await Should.ThrowAsync<ServerLostException>(call);
        var end = await server.Ended.WaitAsync(Patience.Token);
        end.Cause.ShouldBe(ServerEndCause.Lost);
        end.Message.ShouldBe("It closed its standard output.");
    }
}
