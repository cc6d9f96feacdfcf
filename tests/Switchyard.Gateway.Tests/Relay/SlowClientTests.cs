using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Tests.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Journal;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Relay;

/// <summary>Clients that take what is sent slowly, or not at all. One event larger than every buffer between the two makes the flush wait without a race.</summary>
public sealed class SlowClientTests
{
    private const string Path = "/sim/v1/chat/completions";
    private const int EventBytes = 12 << 20;

    [Fact]
    [Trait("criterion", "PRV-89")]
    public async Task A_client_that_takes_nothing_is_ended_after_60_seconds_and_nobody_beside_it_notices()
    {
        var time = new FakeTime();
        var log = new CapturedLog<ClientFlush>();
        await using var rig = await StartAsync(time, log);
        var gate = new StreamGate();
        rig.Simulator.Rules.Add(new SimulatorRule { Model = "beside", Gate = gate });
        await gate.ReleaseAsync(2, GatewayRig.Ending);
        using var beside = await TornStream.OpenAsync(rig, Path, GatewayRig.Chat("beside", stream: true));

        using var socket = await StallAsync(rig);
        await FlushingAsync(rig);
        var ended = rig.Recorder.EndAsync(1);
        time.Advance(TimeSpan.FromSeconds(59));
        ended.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        (await ended).Status.ShouldBe(InterceptionStatus.Cancelled);
        log.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            static line => line.Id.ShouldBe(4401),
            static line => line.Text.ShouldStartWith("Slow client"));
        (await ReadAsync(socket)).ShouldBeLessThan(EventBytes, "the connection is cut, not ended as if all had been sent");

        gate.Open();
        await beside.ReadUntilAsync("data: [DONE]");
        await rig.IdleAsync();
    }

    [Theory]
    [InlineData(499, 0)]
    [InlineData(501, 1)]
    [Trait("criterion", "PRV-89")]
    public async Task A_flush_of_more_than_500_ms_is_logged_once_and_the_stream_goes_on(int milliseconds, int lines)
    {
        var time = new FakeTime();
        var log = new CapturedLog<ClientFlush>();
        await using var rig = await StartAsync(time, log);
        using var socket = await StallAsync(rig);
        await FlushingAsync(rig);
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        (await ReadAsync(socket)).ShouldBeGreaterThan(EventBytes);
        (await rig.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Completed);
        log.Lines.Count.ShouldBe(lines);
    }

    [Fact]
    [Trait("criterion", "PRV-89")]
    public async Task A_client_whose_key_is_revoked_while_something_is_sent_to_it_gets_that_and_is_told_why_it_ends()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await GatewayRig.StartAsync(services: services => services.AddSingleton<IStartupFilter>(Flushes.Held(gate.Task, reached)));
        await rig.ApplyAsync(rig.Provider("sim"));
        var answering = rig.SendAsync(Path, GatewayRig.Chat(stream: true));
        await reached.Task.WaitAsync(GatewayRig.Ending);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Running.Visit(stopped, static (exchange, stopped) => exchange.Call.Token.Register(() => stopped.SetResult()));

        await RevokeAsync(rig);
        await stopped.Task.WaitAsync(GatewayRig.Ending);
        gate.SetResult();
        using var answer = await answering;
        var text = new StringBuilder();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(GatewayRig.Ending));
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (await reader.ReadLineAsync(GatewayRig.Ending) is { } line)
            {
                text.AppendLine(line);
            }
        });

        text.ToString().ShouldStartWith("data: {");
        text.ToString().ShouldContain("access_revoked");
        (await rig.Recorder.EndAsync()).Status.ShouldBe(InterceptionStatus.Failed);
    }

    [Fact]
    [Trait("criterion", "PRV-89")]
    public async Task A_client_that_takes_nothing_and_whose_key_is_revoked_is_cut_after_two_seconds()
    {
        var time = new FakeTime();
        await using var rig = await StartAsync(time, new CapturedLog<ClientFlush>());
        using var socket = await StallAsync(rig);
        await FlushingAsync(rig);

        var ended = rig.Recorder.EndAsync();
        await RevokeAsync(rig);
        await time.WhenArmedAsync(LastWords.Limit).WaitAsync(GatewayRig.Ending);
        ended.IsCompleted.ShouldBeFalse();
        time.Advance(LastWords.Limit);
        (await ended).Status.ShouldBe(InterceptionStatus.Failed);
        (await ReadAsync(socket)).ShouldBeLessThan(EventBytes);
        await rig.IdleAsync();
    }

    private static Task RevokeAsync(GatewayRig rig)
    {
        rig.Model = rig.Model with { AccessKeys = [] };
        return rig.ApplyAsync();
    }

    private static async Task<GatewayRig> StartAsync(FakeTime time, CapturedLog<ClientFlush> log)
    {
        var rig = await GatewayRig.StartAsync(time, services: services => services.AddSingleton<ILogger<ClientFlush>>(log));
        await rig.ApplyAsync(rig.Provider("sim"));
        return rig;
    }

    // Asks for a stream with a very large event and reads nothing of it; returns when the upstream has sent all of it.
    private static async Task<Socket> StallAsync(GatewayRig rig)
    {
        rig.Simulator.Rules.Add(new SimulatorRule { Model = "stalls", Fault = new Fault { Kind = FaultKind.Huge, AfterEvents = 1, Size = EventBytes } });
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, rig.Address.Port, GatewayRig.Ending);
        var body = GatewayRig.Chat("stalls", stream: true);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {rig.Token}\r\nContent-Length: {body.Length}\r\n\r\n{body}"), GatewayRig.Ending);
        var received = await rig.Simulator.Log.WaitForAsync(static request => request.Model == "stalls", GatewayRig.Ending);
        (await received.Completion.WaitAsync(TimeSpan.FromSeconds(20), GatewayRig.Ending)).ShouldBe(RequestOutcome.Completed);
        return socket;
    }

    private static async Task FlushingAsync(GatewayRig rig)
    {
        var flushing = new StrongBox<bool>();
        while (!flushing.Value)
        {
            await Patience.PauseAsync(GatewayRig.Ending);
            rig.Running.Visit(flushing, static (exchange, flushing) => flushing.Value |= exchange.Call.WaitsFor == EndReason.ClientStalled);
        }
    }

    private static async Task<long> ReadAsync(Socket socket)
    {
        var buffer = new byte[256 * 1024];
        var total = 0L;
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, GatewayRig.Ending)) > 0)
            {
                total += read;
            }
        }
        catch (SocketException)
        {
            // Reset: cut by the node.
        }

        return total;
    }
}
