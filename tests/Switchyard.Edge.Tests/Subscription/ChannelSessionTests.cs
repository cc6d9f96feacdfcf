using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Edge.Applying;
using Switchyard.Edge.Contact;
using Switchyard.Edge.LastGood;
using Switchyard.Edge.Options;
using Switchyard.Edge.Reports;
using Switchyard.Edge.Status;
using Switchyard.Edge.Subscription;
using Switchyard.Edge.Tests.Rigs;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Revisions;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;
using static Switchyard.Edge.Tests.Rigs.Samples;

namespace Switchyard.Edge.Tests.Subscription;

/// <summary>The shell around the machine, with a connection that breaks where the test says.</summary>
public sealed class ChannelSessionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-session-").FullName;
    private readonly Gate _gate = new();
    private readonly List<ScriptedSocket> _sockets = [];
    private readonly ServiceProvider _services;
    private readonly ChannelMachine _machine = new(Identity, "1.0.0", null);

    public ChannelSessionTests()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics();
        services.AddSingleton(new SecretSealer(SecretKeyRing.Create())).AddSingleton<IConfigurationConsumer>(_gate);
        services.AddEdge(new EdgeOptions { ControlPlane = new Uri("http://127.0.0.1:1"), Token = new Secret("swg_"), DataDirectory = _directory }, Identity);
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _sockets.ForEach(static socket => socket.Dispose());
        _services.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "HUB-58")]
    public async Task A_connection_that_breaks_at_an_answer_while_a_change_waits_does_not_stop_the_next_one(bool refused)
    {
        var first = Keep(new ScriptedSocket { BreaksAt = static frame => frame is AckFrame or NackFrame });
        var running = RunAsync(first);
        await first.NextAsync<HelloFrame>();
        _gate.Hold();
        first.Give(Welcome("snapshot"));
        first.Give(Snapshot(State(1)));
        await _gate.Entered;
        first.Give(Event(2, 2, State(2, Item("a")), Set(Item("a"))), new PingFrame());
        await first.NextAsync<PongFrame>();
        _gate.Release(refused);
        (await running.WaitAsync(Patience.Longest, Ended)).Kind.ShouldBe(ChannelEndKind.Lost);

        var second = Keep(new ScriptedSocket());
        running = RunAsync(second);
        (await second.NextAsync<HelloFrame>()).LastSeq.ShouldBe(refused ? 0 : 1);
        second.Give(Welcome("snapshot"));
        second.Give(Snapshot(State(2, Item("a"))));
        (await second.NextAsync<AckFrame>()).Seq.ShouldBe(2);
        second.Give(new GoAwayFrame(GoAwayReasons.Superseded, TimeSpan.Zero));
        await running.WaitAsync(Patience.Longest, Ended);
    }

    [Fact]
    [Trait("criterion", "HUB-65")]
    public async Task Whatever_reading_fails_with_the_connection_ends_in_order()
    {
        var socket = Keep(new ScriptedSocket { ReadFails = new NotSupportedException("nobody thought of this") });
        var end = await RunAsync(socket).WaitAsync(Patience.Longest, Ended);
        (end.Kind, end.Reason).ShouldBe((ChannelEndKind.Lost, "nobody thought of this"));
        _machine.IsLive.ShouldBeFalse();
    }

    private async Task<ChannelEnd> RunAsync(ScriptedSocket socket)
    {
        var around = new SessionSurroundings(
            new byte[32], Service<ContactClock>(), Service<LastGoodStore>(), Service<EdgeStatus>(), TimeProvider.System, NullLogger.Instance);
        using var frames = new FrameSocket(socket, TimeProvider.System);
        return await new ChannelSession(_machine, Service<StateApplier>(), Service<EdgeFacts>(), around).RunAsync(frames, Ended);
    }

    private ScriptedSocket Keep(ScriptedSocket socket)
    {
        _sockets.Add(socket);
        return socket;
    }

    private T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A part of the edge that takes as long as the test wants.</summary>
    private sealed class Gate : IConfigurationConsumer
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource<bool>? _held;

        public string Name => "gate";

        public Task Entered => _entered.Task.WaitAsync(Patience.Longest, Ended);

        public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release(bool refuse) => Interlocked.Exchange(ref _held, null)!.SetResult(refuse);

        public async ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken)
        {
            _entered.TrySetResult();
            return _held is { } held && await held.Task.WaitAsync(cancellationToken)
                ? throw new ConfigurationRejectedException("refused")
                : new Nothing();
        }

        private sealed class Nothing : IPreparedChange
        {
            public void Commit()
            {
            }

            public void Dispose()
            {
            }
        }
    }
}
