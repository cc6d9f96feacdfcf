using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Options;
using Switchyard.WorkspaceAgent.Tests.Rigs;

namespace Switchyard.WorkspaceAgent.Tests.Registration;

/// <summary>When registrations come, by a clock that the test moves.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    [Fact]
    [Trait("criterion", "AGT-7")]
    public async Task A_heartbeat_comes_every_10_s()
    {
        await using var agent = await AgentHere.StartAsync(await FakeControlPlane.StartAsync());
        await agent.Plane.NextAsync();
        for (var i = 0; i < 5; i++)
        {
            await agent.Time.WhenArmedAsync(dueIn: Heartbeat).WaitAsync(Patience.Token);
            agent.Time.Advance(Heartbeat);
            ((Guid)(await agent.Plane.NextAsync())["bootId"]!).ShouldBe(agent.BootId);
        }
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task After_a_refusal_it_asks_once_a_minute_and_goes_on_when_that_is_over()
    {
        var plane = await FakeControlPlane.StartAsync();
        plane.Status = 409;
        await using var agent = await AgentHere.StartAsync(plane);
        await plane.NextAsync();
        await agent.Time.WhenArmedAsync(TimeSpan.FromSeconds(54), TimeSpan.FromSeconds(67)).WaitAsync(Patience.Token);

        plane.Status = 200;
        // Exactly so far: the next request has a limit by the same clock.
        agent.Time.ArmedTimers.ShouldBe(1);
        agent.Time.Advance(agent.Time.UntilNextTimer!.Value);

        ((int)(await plane.NextAsync())["answered"]!).ShouldBe(200);
        await agent.Time.WhenArmedAsync(dueIn: Heartbeat).WaitAsync(Patience.Token);
        await agent.Dialer().OpenAsync();
    }

    [Fact]
    [Trait("criterion", "AGT-14")]
    public async Task A_control_plane_that_does_not_answer_is_given_up_after_5_s()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var (time, body) = (new Testing.Time.FakeTime(), new WorkspaceAgent.Registration.RegistrationBody { Name = "n", Address = "a", Version = "1", BootId = Guid.Empty, Startup = "ready" });
        using var client = new WorkspaceAgent.Registration.RegistrationClient(
            new AgentOptions { ControlPlane = new Uri($"http://{silent.LocalEndpoint}"), Token = new Model.Secrets.Secret("t"), Root = "/", Name = "n", HostEnvironment = new Dictionary<string, string>() }, time);
        var asking = client.RegisterAsync(body, Patience.Token);
        await time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(5)).WaitAsync(Patience.Token);

        time.Advance(TimeSpan.FromSeconds(5));

        (await asking.WaitAsync(Patience.Token)).Reason.ShouldBe("it did not answer within 5 s");
    }
}
