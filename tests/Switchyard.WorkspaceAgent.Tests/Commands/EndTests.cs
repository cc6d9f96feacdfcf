using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Tests.Rigs;

namespace Switchyard.WorkspaceAgent.Tests.Commands;

/// <summary>What becomes of commands when the agent ends, in whatever way.</summary>
public sealed class EndTests : IAsyncLifetime
{
    private const string Stubborn = "trap '' TERM HUP INT; (setsid sh -c 'trap \"\" TERM HUP INT; (setsid sleep 1000 &); while :; do sleep 1000; done' >/dev/null 2>&1 </dev/null &); touch begun; while :; do sleep 1000; done";

    private readonly AgentProcess _agent = new();

    public ValueTask InitializeAsync() => _agent.InitializeAsync();

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task SIGTERM_ends_the_commands_and_then_the_agent_with_0()
    {
        await using var client = await _agent.Dialer().ConnectAsync();
        var calling = client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", Stubborn }, timeout = 600 });
        await BegunAsync();

        _agent.Node.Terminate();

        (await calling).Error().ShouldBe("The call was ended: the agent stops.");
        (await _agent.Node.WaitForExitAsync()).ShouldBe(0);
        ProcessMarks.Of(_agent.BootId.ToString("D")).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task Nothing_survives_an_agent_that_is_killed()
    {
        await using var client = await _agent.Dialer().ConnectAsync();
        var calling = client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", Stubborn }, timeout = 600 });
        await BegunAsync();

        // The shell that was called, the one in a session of its own, and what that one left behind.
        while (ProcessMarks.Of(_agent.BootId.ToString("D")).Count <= 2)
        {
            await Patience.PauseAsync();
        }

        await _agent.Node.KillAsync();

        await _agent.NoCommandsAsync();
        await Should.ThrowAsync<Exception>(() => calling);
    }

    [Fact]
    [Trait("criterion", "AGT-61")]
    public async Task An_agent_that_was_paused_goes_on_with_its_sessions()
    {
        await using var client = await _agent.Dialer().ConnectAsync();
        _agent.Node.Pause();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(() => client.CallAsync("list_directory", new { }, limit.Token));

        _agent.Node.Continue();

        (await client.CallAsync("list_directory", new { })).Texts().ShouldBe(["(empty)"]);
        await _agent.Dialer().OpenAsync();
    }

    private async Task BegunAsync()
    {
        while (!File.Exists(Path.Combine(_agent.Root, "begun")))
        {
            await Patience.PauseAsync();
        }
    }
}
