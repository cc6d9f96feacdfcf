using Switchyard.Model.Agents;
using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Dialling;
using Switchyard.WorkspaceAgent.Tests.Rigs;

namespace Switchyard.WorkspaceAgent.Tests.Dialling;

/// <summary>How long a session lives, and how many there are, by a clock that the test moves.</summary>
public sealed class SessionTests
{
    private static readonly TimeSpan AlmostIdle = DialSessions.Idle - TimeSpan.FromMilliseconds(1);

    [Fact]
    [Trait("criterion", "AGT-10")]
    public async Task A_session_ends_60_s_after_its_last_request()
    {
        await using var agent = await RegisteredAsync();
        var dialer = agent.Dialer();
        var session = await dialer.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            agent.Time.Advance(AlmostIdle);
            (await dialer.StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(200);
            await LeftAsync(agent, session);
        }

        agent.Time.Advance(DialSessions.Idle);
        (await dialer.StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(401);
    }

    [Fact]
    public async Task A_request_that_is_answered_keeps_its_session()
    {
        await using var agent = await RegisteredAsync();
        var session = await agent.Dialer().OpenAsync();
        await using var client = await agent.Dialer().ConnectAsync(session, null);
        var calling = client.CallAsync("run_command", new { command = "sh", args = new[] { "-c", "touch started; while [ ! -e end ]; do sleep 0.02; done" } });
        while (!File.Exists(Path.Combine(agent.Root, "started")))
        {
            await Task.Yield();
        }

        agent.Time.Advance(TimeSpan.FromSeconds(59));
        agent.Time.Advance(TimeSpan.FromSeconds(0.5));
        await File.WriteAllTextAsync(Path.Combine(agent.Root, "end"), "", Patience.Token);
        (await calling).Texts()[0].ShouldBe("The command exited with code 0.");
        await LeftAsync(agent, session);

        agent.Time.Advance(AlmostIdle);
        (await agent.Dialer().StatusAsync(HttpMethod.Get, "/live", session)).ShouldBe(200);
    }

    [Fact]
    public async Task There_are_256_sessions_at_most_and_those_that_are_over_make_room()
    {
        await using var agent = await RegisteredAsync();
        List<string> sessions = [];
        for (var i = 0; i < DialSessions.Most; i++)
        {
            sessions.Add(await agent.Dialer().OpenAsync());
        }

        using (var refused = await agent.Dialer().PostAsync(agent.Dialer().Request()))
        {
            ((int)refused.StatusCode).ShouldBe(503);
        }

        await agent.Dialer().StatusAsync(HttpMethod.Delete, "/dial", sessions[7]);
        await agent.Dialer().OpenAsync();
        agent.Time.Advance(DialSessions.Idle);
        await agent.Dialer().OpenAsync();
    }

    [Fact]
    [Trait("criterion", "AGT-10")]
    public void A_nonce_is_remembered_for_as_long_as_its_proof_would_be_accepted()
    {
        var memory = new NonceMemory();
        var skew = (long)DialProof.MaxSkew.TotalMilliseconds;

        memory.TryUse("from a clock that is fast", skew, 0).ShouldBeTrue();
        memory.TryUse("now", 0, 0).ShouldBeTrue();

        memory.TryUse("now", 0, skew).ShouldBeFalse();
        memory.TryUse("from a clock that is fast", skew, 2 * skew).ShouldBeFalse();
        memory.TryUse("now", 0, skew + 1).ShouldBeTrue("it is forgotten; the time alone refuses it");
    }

    [Fact]
    public void So_many_nonces_are_remembered_and_no_more()
    {
        var memory = new NonceMemory();
        for (var i = 0; i < NonceMemory.Most; i++)
        {
            memory.TryUse(i.ToString(), 0, 0).ShouldBeTrue();
        }

        memory.TryUse("one more", 0, 0).ShouldBeFalse();
        memory.TryUse("one more", 120_000, 120_000).ShouldBeTrue();
    }

    private static async Task<AgentHere> RegisteredAsync()
    {
        var agent = await AgentHere.StartAsync(await FakeControlPlane.StartAsync());
        await agent.Time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(10)).WaitAsync(Patience.Token);
        return agent;
    }

    /// <summary>Waits until the agent knows that a request has ended; its answer comes a moment before.</summary>
    private static async Task LeftAsync(AgentHere agent, string bearer)
    {
        var sessions = agent.Get<DialSessions>();
        var session = sessions.Enter(bearer).ShouldNotBeNull();
        while (session.Requests > 1)
        {
            await Patience.PauseAsync();
        }

        sessions.Leave(session);
    }
}
