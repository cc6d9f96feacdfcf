using System.Runtime.Versioning;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Tests.Rigs;

namespace Switchyard.WorkspaceAgent.Tests.Registration;

/// <summary>The real program and its control plane: what it says, and what it does when that is away or disagrees.</summary>
public sealed class RegistrationTests : IAsyncLifetime
{
    private FakeControlPlane _plane = null!;

    public async ValueTask InitializeAsync() => _plane = await FakeControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task It_says_who_and_where_it_is()
    {
        await using var agent = await AgentProcess.StartAsync(_plane);

        var said = agent.Registration;
        ((string?)said["method"], (string?)said["path"]).ShouldBe(("POST", "/api/v1/agents/register"));
        ((string?)said["name"], (string?)said["startup"]).ShouldBe(("test", "ready"));
        new Uri((string)said["address"]!).ShouldBe(agent.Address);
        ((string)said["version"]!).ShouldMatch(@"^\d+\.\d+\.\d+$");
        agent.BootId.Version.ShouldBe(7);
        said.ContainsKey("default").ShouldBeFalse();
        said.ContainsKey("external").ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    [Trait("criterion", "AGT-11")]
    public async Task It_says_what_it_is_told_to_say()
    {
        await using var agent = await AgentProcess.StartAsync(_plane, "--default", "--external", "--address", "https://agent.example:9000");

        ((bool?)agent.Registration["default"], (bool?)agent.Registration["external"]).ShouldBe((true, true));
        ((string?)agent.Registration["address"]).ShouldBe("https://agent.example:9000");
    }

    [Theory]
    [InlineData("exit 0", "ready")]
    [InlineData("exit 3", "failed")]
    [InlineData("kill -9 $$", "failed")]
    [Trait("criterion", "AGT-12")]
    [SupportedOSPlatform("linux")]
    public async Task It_is_starting_until_its_start_up_has_ended_and_says_so_at_once(string end, string startup)
    {
        // Far longer than anybody waits here.
        _plane.Heartbeat = "5m";
        var directory = Directory.CreateTempSubdirectory("switchyard-startup-");
        var (program, gate) = (Path.Combine(directory.FullName, "startup"), Path.Combine(directory.FullName, "gate"));
        using (var fifo = System.Diagnostics.Process.Start("mkfifo", gate))
        {
            await fifo.WaitForExitAsync(Patience.Token);
        }

        await File.WriteAllTextAsync(program, $"#!/bin/sh\nread line < '{gate}'\n{end}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await using var agent = await AgentProcess.StartAsync(_plane, "--startup", program);
        ((string)agent.Registration["startup"]!).ShouldBe("starting");
        await File.WriteAllTextAsync(gate, "go on\n");

        var next = await _plane.NextAsync();
        ((string)next["startup"]!, (Guid)next["bootId"]!).ShouldBe((startup, agent.BootId));
        directory.Delete(recursive: true);
    }

    [Fact]
    [Trait("criterion", "AGT-7")]
    public async Task The_heartbeat_is_the_same_request_and_each_start_has_a_boot_id_of_its_own()
    {
        _plane.Heartbeat = "100ms";
        await using var agent = await AgentProcess.StartAsync(_plane);
        for (var i = 0; i < 3; i++)
        {
            (await _plane.NextAsync()).ToJsonString().ShouldBe(agent.Registration.ToJsonString());
        }

        await agent.Node.KillAsync();
        _plane.Forget();
        await using var again = await AgentProcess.StartAsync(_plane);
        again.BootId.ShouldNotBe(agent.BootId);
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task It_comes_back_after_the_control_plane_was_away_and_sessions_go_on_meanwhile()
    {
        _plane.Heartbeat = "100ms";
        await using var agent = await AgentProcess.StartAsync(_plane);
        var session = await agent.Dialer().OpenAsync();

        await _plane.CloseAsync();
        await agent.Node.WaitForLineAsync("could not be asked");
        (await agent.Dialer().StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(200);
        _plane.Forget();
        await _plane.ListenAsync();

        ((Guid)(await _plane.NextAsync())["bootId"]!).ShouldBe(agent.BootId);
        await agent.Node.WaitForLineAsync("Registered as agent");
        (await agent.Dialer().StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(200);
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task A_refused_token_is_said_and_ends_what_there_was()
    {
        _plane.Heartbeat = "100ms";
        await using var agent = await AgentProcess.StartAsync(_plane);
        var session = await agent.Dialer().OpenAsync();

        _plane.Status = 401;

        (await agent.Node.WaitForLineAsync("refuses this agent")).ShouldContain("the token is wrong or was revoked");
        (await agent.Dialer().StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(401);
        using var dial = await agent.Dialer().PostAsync(agent.Dialer().Request());
        ((int)dial.StatusCode).ShouldBe(401);
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task A_retired_build_is_said_and_sessions_go_on()
    {
        _plane.Heartbeat = "100ms";
        await using var agent = await AgentProcess.StartAsync(_plane);
        var session = await agent.Dialer().OpenAsync();

        _plane.Status = 409;

        (await agent.Node.WaitForLineAsync("does not want this agent any more")).ShouldContain("retired");
        (await agent.Dialer().StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(200);
    }

    [Fact]
    [Trait("criterion", "AGT-10")]
    public async Task Nobody_can_dial_it_before_it_was_registered()
    {
        _plane.Status = 503;
        await using var agent = await AgentProcess.StartAsync(_plane);
        (await agent.Node.WaitForLineAsync("could not be asked")).ShouldContain("it answered 503");

        using var dial = await agent.Dialer().PostAsync(agent.Dialer().Request());
        ((int)dial.StatusCode).ShouldBe(401);

        _plane.Status = 200;
        await agent.Node.WaitForLineAsync("Registered as agent");
        await agent.Dialer().OpenAsync();
    }

    [Fact]
    public async Task SIGTERM_ends_it_with_0_and_no_secret_was_printed()
    {
        _plane.Heartbeat = "100ms";
        await using var agent = await AgentProcess.StartAsync(_plane);
        await _plane.NextAsync();
        (await File.ReadAllTextAsync($"/proc/{agent.Node.Id}/cmdline", Patience.Token)).ShouldNotContain("swa_");

        agent.Node.Terminate();

        (await agent.Node.WaitForExitAsync()).ShouldBe(0);
        agent.Node.Output.ShouldNotContain(_plane.Token);
        agent.Node.Output.ShouldNotContain(_plane.DialKey);
    }

    [Fact]
    public async Task The_token_may_come_from_a_file_that_is_read_once()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, _plane.Token + "\n", Patience.Token);
        await using var node = NodeProcess.Launch(["agent", "--url", _plane.Address.ToString(), "--token-file", file, "--root", Path.GetTempPath()]);
        ((int)(await _plane.NextAsync())["answered"]!).ShouldBe(200);
        File.Delete(file);
        await node.WaitForLineAsync("Registered as agent");
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named()
    {
        await using var node = NodeProcess.Launch(
            ["agent", "--url", "ftp://plane", "--listen", "https://127.0.0.1:0", "--root", "/does/not/exist", "--name", "a/b", "--address", "agent.example", "--log-format", "xml"],
            new Dictionary<string, string?> { ["SWITCHYARD_AGENT_TOKEN"] = "swg_wrong-kind" });

        (await node.WaitForExitAsync()).ShouldBe(2);

        string[] faults =
        [
            "agent: --url: 'ftp://plane' is not an address", "agent: --listen: The agent itself does not speak TLS", "agent: --address: 'agent.example' is not an address",
            "agent: --root: '/does/not/exist' is not a directory", "agent: --name: It has 1 to 100 characters", "agent: SWITCHYARD_AGENT_TOKEN: It does not hold an agent token", "agent: --log-format:",
        ];
        foreach (var fault in faults)
        {
            await ShouldSayAsync(node, fault);
        }

        node.Output.ShouldNotContain("swg_wrong-kind");
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    [InlineData("agent.example:0")]
    public async Task A_wildcard_needs_an_address_to_register(string listen)
    {
        await using var node = NodeProcess.Launch(["agent", "--listen", listen]);

        (await node.WaitForExitAsync()).ShouldBe(2);

        await ShouldSayAsync(node, "agent: --address: It is needed, because");
        await ShouldSayAsync(node, "agent: --url: The control plane's address is needed");
        await ShouldSayAsync(node, "agent: SWITCHYARD_AGENT_TOKEN: The agent's token is needed");
    }

    private static async Task ShouldSayAsync(NodeProcess node, string text)
    {
        // The process has ended; what it printed may still be on its way.
        while (!node.Output.Contains(text, StringComparison.Ordinal))
        {
            Patience.Token.IsCancellationRequested.ShouldBeFalse($"'{text}' in\n{node.Output}");
            await Task.Yield();
        }
    }
}
