using Switchyard.Edge.Options;
using Switchyard.Edge.Serving;
using Switchyard.Edge.Subscription;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Storage.Gateways;

namespace Switchyard.Bench.Scale.Edges;

/// <summary>A remote gateway: the real machine of the channel, and the real waits between connections.</summary>
internal sealed class SimEdge
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<(string, string), StateObject> Interned = [];

    private readonly World _world;
    private readonly ChannelMachine _machine;
    private readonly Reconnection _reconnection = new(new ReconnectOptions());
    private Attempt? _attempt;
    private bool _wasLive;

    public SimEdge(World world, int index)
    {
        _world = world;
        Id = new Guid(index, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]);
        _machine = new ChannelMachine(new EdgeIdentity(Id, Guid.Empty), "scale", serving: null);
    }

    public Guid Id { get; }

    /// <summary>Its row, as the database has it.</summary>
    public GatewayInstanceRow? Known { get; set; }

    /// <summary>Whether it takes very long to apply anything.</summary>
    public bool IsSlow { get; set; }

    public long Seq => _machine.Serving?.Seq ?? 0;

    public bool IsLive => _machine.IsLive;

    public static int IndexOf(Guid id) => BitConverter.ToInt32(id.ToByteArray());

    /// <summary>Tries to connect.</summary>
    public void Connect()
    {
        _world.Tally.Tries++;
        if (_world.AnyNode() is not { } node)
        {
            Again(new ChannelEnd(ChannelEndKind.Lost, "nobody is there"), TimeSpan.Zero);
            return;
        }

        var attempt = _attempt = new Attempt(this, node);
        _world.Agenda.In(_world.Way(), () => node.Admit(attempt));
        _world.Agenda.In(ConnectTimeout, () =>
        {
            if (attempt.IsOpen && !attempt.IsUpgraded)
            {
                _world.Tally.GivenUp++;
                End(attempt, new ChannelEnd(ChannelEndKind.Lost, "no answer in time"));
            }
        });
    }

    /// <summary>The upgrade has happened.</summary>
    public void Open(Attempt attempt)
    {
        if (!attempt.IsOpen)
        {
            attempt.Node.GiveUp(attempt);
            return;
        }

        (attempt.IsUpgraded, attempt.OpenedAt) = (true, _world.Agenda.Now);
        Do(attempt, _machine.Opened("", Opened, _world.Agenda.Now));
        Tick(attempt);
    }

    /// <summary>A frame.</summary>
    public void Receive(Attempt attempt, Frame frame)
    {
        if (attempt.IsOpen)
        {
            Do(attempt, _machine.Received(frame, _world.Agenda.Now));
        }
    }

    /// <summary>The node is full.</summary>
    public void Refuse(Attempt attempt, TimeSpan after) => End(attempt, new ChannelEnd(ChannelEndKind.Lost, "full") { After = after });

    /// <summary>The connection is torn.</summary>
    public void Lose(Attempt attempt) => End(attempt, new ChannelEnd(ChannelEndKind.Lost, "torn"));

    /// <summary>The node has ended it.</summary>
    public void Close(Attempt attempt, SessionEnd how)
    {
        if (how.GoAway is { } goAway)
        {
            Receive(attempt, goAway);
        }

        End(attempt, CloseCodeRules.EndOf(how.Code, how.Text));
    }

    private void Do(Attempt attempt, IReadOnlyList<ChannelCommand> commands)
    {
        foreach (var command in commands)
        {
            switch (command)
            {
                case SendCommand { Frame: HelloFrame hello }:
                    _world.Agenda.In(_world.Way(), () => attempt.Node.Greet(attempt, hello));
                    break;
                case SendCommand send:
                    var at = _world.Agenda.Now + _world.Way();
                    attempt.LastArrival = at > attempt.LastArrival ? at : attempt.LastArrival;
                    _world.Agenda.At(attempt.LastArrival, () => attempt.Session?.Receive(send.Frame));
                    break;
                case ApplyCommand apply:
                    var wait = IsSlow ? _world.Options.SlowApply : _world.Options.Apply * (0.5 + _world.Random.NextDouble());
                    _world.Agenda.In(wait, () => Applied(apply.Next));
                    break;
                case EndCommand end:
                    if (end.End.Reason.StartsWith("No 'welcome'", StringComparison.Ordinal))
                    {
                        _world.Tally.GivenUp++;
                    }

                    End(attempt, end.End);
                    break;
            }
        }

        Count();
    }

    private void Applied(ServingState next)
    {
        var before = Seq;
        var commands = _machine.Applied(next);
        _world.Served(before, next.Seq);
        if (_attempt is { } attempt)
        {
            Do(attempt, commands);
        }
    }

    private void End(Attempt attempt, ChannelEnd end)
    {
        if (!attempt.IsOpen)
        {
            return;
        }

        attempt.IsOpen = false;
        _machine.Closed();
        Count();
        if (attempt.Node.IsAlive)
        {
            attempt.Node.Leave(attempt);
        }

        Again(end, attempt.IsUpgraded ? _world.Agenda.Now - attempt.OpenedAt : TimeSpan.Zero);
    }

    private void Again(ChannelEnd end, TimeSpan held) => _world.Agenda.In(_reconnection.Next(end, held, _world.Random.NextDouble()), Connect);

    private void Tick(Attempt attempt) => _world.Agenda.In(_machine.IsLive ? _world.Settings.Ping : ChannelMachine.WelcomeTimeout, () =>
    {
        if (attempt.IsOpen)
        {
            Do(attempt, _machine.Tick(_world.Agenda.Now));
            Tick(attempt);
        }
    });

    private void Count()
    {
        if (_wasLive != _machine.IsLive)
        {
            _wasLive = _machine.IsLive;
            _world.Live += _wasLive ? 1 : -1;
        }
    }

    // All edges of this process share what is equal; on machines of their own each has its copy.
    private static StateObject Opened(FrameObject item)
    {
        if (Interned.TryGetValue((item.Kind, item.Id), out var known) && known.Value.Equals(item.Value!.Value))
        {
            return known;
        }

        return Interned[(item.Kind, item.Id)] = StateTransfer.FromFrame(item, null);
    }
}
