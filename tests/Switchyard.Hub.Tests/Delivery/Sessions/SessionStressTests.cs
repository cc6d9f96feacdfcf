using System.Net.WebSockets;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;
using Switchyard.Testing.Postgres;

namespace Switchyard.Hub.Tests.Delivery.Sessions;

/// <summary>Sessions on real threads: the shell around the machine.</summary>
public sealed class SessionStressTests(PostgresServer server)
{
    [Fact]
    [Trait("criterion", "HUB-30")]
    [Trait("criterion", "HUB-31")]
    [Trait("criterion", "HUB-33")]
    [Trait("criterion", "HUB-63")]
    public async Task Ten_thousand_sessions_ended_at_random_moments_end_once_and_leave_nothing()
    {
        await using var rig = await SessionRig.StartAsync(server, 64);
        using var stop = new CancellationTokenSource();
        var running = Task.Run(
            () =>
            {
                for (var revision = 1L; !stop.IsCancellationRequested; revision = revision % rig.Head == 0 ? rig.Head : revision + 1)
                {
                    rig.Run(revision);
                    Thread.Yield();
                }
            },
            TestContext.Current.CancellationToken);
        var frames = 0;
        var ends = new Dictionary<string, int>();
        for (var i = 0; i < 10_000; i++)
        {
            using var socket = new MemorySocket();
            using var session = rig.Open(socket, i % 3);
            rig.Registry.TryHold(10).ShouldBeTrue();
            rig.Registry.Entered();
            rig.Registry.Add(session);
            var (end, heard) = await LiveAsync(session, socket, i);
            session.End(SessionEnd.Gone());
            rig.Registry.Remove(session);
            rig.Registry.Remove(session);
            rig.Registry.Leave();
            frames += heard;
            ends[end.Reason] = ends.GetValueOrDefault(end.Reason) + 1;
            socket.Faults.ShouldBeEmpty();
        }

        await stop.CancelAsync();
        await running;
        rig.Registry.Sessions.ShouldBeEmpty();
        rig.Registry.Held.ShouldBe(0);
        rig.Registry.IsCrowded.ShouldBeFalse();
        rig.Points.Subscribers.ShouldBe(0);
        // A run that exercised too little proves nothing.
        frames.ShouldBeGreaterThan(5_000);
        ends.Keys.ShouldContain("shutdown");
        ends.Keys.ShouldContain("closed");
    }

    [Fact]
    [Trait("criterion", "HUB-31")]
    public async Task Closing_before_the_start_twice_and_after_a_failed_start_is_harmless()
    {
        await using var rig = await SessionRig.StartAsync(server, 1);
        rig.Run(1);
        using var socket = new MemorySocket();
        using (var session = rig.Open(socket))
        {
            session.End(SessionEnd.Shutdown(TimeSpan.Zero));
            session.End(SessionEnd.Gone());
            (await session.RunAsync()).Reason.ShouldBe("shutdown");
            session.End(SessionEnd.Gone());
        }

        using var gone = new MemorySocket();
        gone.Abort();
        using var failed = rig.Open(gone);
        (await failed.RunAsync()).Reason.ShouldBe("closed");
        failed.End(SessionEnd.Gone());
        rig.Points.Subscribers.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "HUB-24")]
    [Trait("criterion", "HUB-62")]
    public async Task Sessions_at_the_same_place_share_a_query_and_without_sessions_there_is_none()
    {
        await using var rig = await SessionRig.StartAsync(server, 50);
        for (var revision = 1; revision <= 40; revision++)
        {
            rig.Run(revision);
        }

        rig.Log.Queries.ShouldBe(0);
        var sockets = Enumerable.Range(0, 30).Select(_ => new MemorySocket()).ToArray();
        var runs = sockets.Select(socket => (Session: rig.Open(socket, 10), socket)).Select(pair => pair.Session.RunAsync()).ToArray();
        foreach (var socket in sockets)
        {
            await UntilAsync(socket, 40);
        }

        rig.Log.Queries.ShouldBeLessThanOrEqualTo(3);
        var before = rig.Log.Queries;
        rig.Run(50);
        foreach (var socket in sockets)
        {
            await UntilAsync(socket, 50);
            socket.Leave(orderly: true);
        }

        await Task.WhenAll(runs);
        rig.Log.Queries.ShouldBeLessThanOrEqualTo(before + 1);
    }

    [Fact]
    [Trait("criterion", "HUB-30")]
    [Trait("criterion", "HUB-40")]
    public async Task Who_is_revoked_in_the_midst_of_what_is_being_sent_gets_no_more_of_it()
    {
        await using var rig = await SessionRig.StartAsync(server, 50);
        rig.Run(50);
        DeliverySession session = null!;
        using var socket = new MemorySocket
        {
            Wrote = frame =>
            {
                if (frame is EventFrame { Seq: 12 })
                {
                    session.End(SessionEnd.Judged("revoked"));
                }
            },
        };
        using (session = rig.Open(socket, 10))
        {
            (await session.RunAsync()).Reason.ShouldBe("revoked");
        }

        var frames = await socket.Outbound.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        frames.OfType<EventFrame>().Select(frame => frame.Seq).ShouldBe([11, 12]);
        frames[^1].ShouldBeOfType<GoAwayFrame>().Reason.ShouldBe(GoAwayReasons.Revoked);
    }

    private static async Task<(SessionEnd End, int Frames)> LiveAsync(DeliverySession session, MemorySocket socket, int turn)
    {
        var run = Task.Run(session.RunAsync);
        var disturbing = Task.Run(() => Disturb(session, socket, turn));
        var listening = ListenAsync(socket);
        var end = await run;
        await disturbing;
        return (end, await listening);
    }

    private static void Disturb(DeliverySession session, MemorySocket socket, int turn)
    {
        Thread.SpinWait(turn * 37 % 4_000);
        socket.Say(new PingFrame());
        socket.Say(new AckFrame(turn % 5, null));
        Thread.SpinWait(turn * 71 % 20_000);
        switch (turn % 4)
        {
            case 0:
                session.End(SessionEnd.Shutdown(TimeSpan.Zero));
                session.End(SessionEnd.Gone());
                break;
            case 1:
                socket.Leave(orderly: true);
                break;
            case 2:
                socket.Leave(orderly: false);
                session.End(SessionEnd.Shutdown(TimeSpan.Zero));
                break;
            default:
                Parallel.Invoke(() => session.End(SessionEnd.Shutdown(TimeSpan.Zero)), () => session.End(SessionEnd.Gone()), () => socket.Leave(orderly: true));
                break;
        }
    }

    private static async Task<int> ListenAsync(MemorySocket socket)
    {
        var frames = 0;
        await foreach (var frame in socket.Outbound.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            (frames++ > 0 || frame is WelcomeFrame).ShouldBeTrue("welcome is the first frame");
        }

        return frames;
    }

    private static async Task UntilAsync(MemorySocket socket, long seq)
    {
        while (await socket.Outbound.ReadAsync(TestContext.Current.CancellationToken) is not EventFrame frame || frame.Seq < seq)
        {
        }
    }
}
