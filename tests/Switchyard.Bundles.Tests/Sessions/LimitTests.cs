using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>Who uses too much is ended, alone.</summary>
public sealed class LimitTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "BND-34")]
    public async Task Too_much_memory_ends_a_server()
    {
        var server = await StartAsync(BundleLimits.Default with { Memory = 300 << 20 });
        var other = await _rig.StartAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        server.Ended.IsCompleted.ShouldBeFalse("it is within its limit");

        await ServerRig.CallAsync(server, "allocate", new JsonObject { ["mib"] = 300 });
        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        var end = await server.Ended.WaitAsync(Patience.Token);
        end.Cause.ShouldBe(ServerEndCause.OverLimit);
        end.Message.ShouldStartWith("It used ");
        end.Message.ShouldEndWith(" MiB of memory; its limit is 300 MiB.");
        (await ServerRig.TextAsync(other, "echo")).ShouldBe("{}");
    }

    [Theory]
    [Trait("criterion", "BND-34")]
    [InlineData("exec sleep 1000")]
    [InlineData("exec setsid sleep 1000")]
    public async Task Too_many_processes_end_a_server_also_if_they_have_left_its_session(string script)
    {
        var server = await StartAsync(BundleLimits.Default with { Processes = 8 });
        await ServerRig.CallAsync(server, "start", new JsonObject { ["processes"] = 7, ["script"] = script });
        _rig.Time.Advance(TimeSpan.FromSeconds(3));
        server.Ended.IsCompleted.ShouldBeFalse("it has as many as it may");

        await ServerRig.CallAsync(server, "start", new JsonObject { ["processes"] = 1, ["script"] = script });
        _rig.Time.Advance(TimeSpan.FromSeconds(3));

        var end = await server.Ended.WaitAsync(Patience.Token);
        end.Cause.ShouldBe(ServerEndCause.OverLimit);
        end.Message.ShouldBe("It had 9 processes; its limit is 8.");
        _rig.Marked().ShouldBeEmpty();
    }

    private Task<ILiveServer> StartAsync(BundleLimits limits)
    {
        var toy = ServerRig.Toy();
        return _rig.StartAsync(toy with { Definition = toy.Definition with { Limits = limits } });
    }
}
