using Switchyard.Edge.Serving;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;

namespace Switchyard.Edge.Subscription;

/// <summary>
/// What an instance does on the gateway channel, as a pure state machine: frames, results and ticks of a clock in, commands out. It lives as long as the process; connections come and go.
/// </summary>
/// <remarks>
/// <para>Three states matter: the one that <em>serves</em>, the one that is just <em>being applied</em>, and the newest complete one that <em>waits</em> for that. An acknowledgement is for what serves and for
/// nothing else, so it is sent when the command to apply has succeeded. Changes that come meanwhile are put together; a newer complete one replaces the one that waits, because it contains it.</para>
/// <para>A snapshot that does not fit is asked for again, but not for ever: a node that repeats itself is left for another.</para>
/// </remarks>
/// <param name="identity">Who this is.</param>
/// <param name="product">Version of Switchyard.</param>
/// <param name="serving">What serves already, from the last good state; or null.</param>
internal sealed class ChannelMachine(EdgeIdentity identity, string product, ServingState? serving)
{
    /// <summary>Longest wait for the first frame of a node.</summary>
    public static readonly TimeSpan WelcomeTimeout = TimeSpan.FromSeconds(10);

    private const double SilentHeartbeats = 2.5;
    private const int MostResyncs = 3;
    private const int LongestError = 2000;

    private Phase _phase = Phase.Closed;
    private StateCollector? _collector;
    private Func<FrameObject, StateObject>? _open;
    private ServingState? _waiting;
    private bool _applying;
    private int _resyncs;
    private TimeSpan _heartbeat = TimeSpan.FromSeconds(10);
    private TimeSpan _heardAt;
    private TimeSpan _pingedAt;

    private enum Phase
    {
        Closed,
        AwaitsWelcome,
        Live,
    }

    /// <summary>What serves, or null.</summary>
    public ServingState? Serving { get; private set; } = serving;

    /// <summary>Whether a node has welcomed this instance and nothing has ended since.</summary>
    public bool IsLive => _phase == Phase.Live;

    /// <summary>The gateway this is, once a node has said so.</summary>
    public WelcomeFrame? Welcome { get; private set; }

    /// <summary>Frames of kinds that this version does not know.</summary>
    public long Unknown { get; private set; }

    /// <summary>A connection is open. Nothing of the one before runs any more: what it was to apply and did not, it never will.</summary>
    /// <param name="publicKey">This end's half of the key agreement.</param>
    /// <param name="open">Makes an object of what came.</param>
    /// <param name="now">Monotonic time.</param>
    public IReadOnlyList<ChannelCommand> Opened(string publicKey, Func<FrameObject, StateObject> open, TimeSpan now)
    {
        (_phase, _open, _collector, _waiting, _applying, _resyncs) = (Phase.AwaitsWelcome, open, null, null, false, 0);
        _heardAt = _pingedAt = now;
        return
        [
            new SendCommand(new HelloFrame
            {
                GatewayId = Welcome?.GatewayId.ToString("D"),
                InstanceId = identity.InstanceId.ToString("D"),
                BootId = identity.BootId.ToString("D"),
                Epoch = Serving?.State.Epoch,
                LastSeq = Serving?.Seq ?? 0,
                StateHash = Serving?.State.Hash,
                PublicKey = publicKey,
                Product = product,
            }),
        ];
    }

    /// <summary>The connection is gone. What is being applied goes on.</summary>
    public void Closed() => (_phase, _collector, _open, _waiting) = (Phase.Closed, null, null, null);

    /// <summary>A frame has come.</summary>
    public IReadOnlyList<ChannelCommand> Received(Frame frame, TimeSpan now)
    {
        _heardAt = now;
        if (_phase == Phase.Closed)
        {
            return [];
        }

        if (frame is GoAwayFrame goAway)
        {
            return Leave(goAway);
        }

        if (_phase == Phase.AwaitsWelcome)
        {
            return frame is WelcomeFrame welcome ? Begin(welcome) : End(ChannelEndKind.Broken, $"The first frame is not 'welcome' but '{FrameTypes.NameOf(frame)}'.");
        }

        switch (frame)
        {
            case StateFrame state:
                return Take(state);
            case PingFrame:
                return [new SendCommand(new PongFrame())];
            case PongFrame:
                return [];
            case UnknownFrame:
                Unknown++;
                return [];
            default:
                return End(ChannelEndKind.Broken, $"A frame '{FrameTypes.NameOf(frame)}' has no business here.");
        }
    }

    /// <summary>The state of the last <see cref="ApplyCommand"/> serves and is on disk.</summary>
    public IReadOnlyList<ChannelCommand> Applied(ServingState applied)
    {
        Serving = applied;
        _applying = false;
        List<ChannelCommand> commands = _phase == Phase.Live ? [Acknowledge(applied)] : [];
        return Continue(commands);
    }

    /// <summary>The state of the last <see cref="ApplyCommand"/> can not serve; what served before serves on.</summary>
    /// <param name="refused">The state.</param>
    /// <param name="error">Why, for people, without secrets.</param>
    public IReadOnlyList<ChannelCommand> Refused(ServingState refused, string error)
    {
        _applying = false;
        if (_phase != Phase.Live)
        {
            return Continue([]);
        }

        // Sequence numbers of another epoch mean nothing to this node.
        var kept = Serving?.State.Epoch == Welcome?.Epoch ? Serving : null;
        _collector!.Refused(kept);
        return Continue([new SendCommand(new NackFrame(refused.Seq, error.Length > LongestError ? error[..LongestError] : error, kept?.Seq ?? 0))]);
    }

    /// <summary>Everything was forgotten.</summary>
    public void Forgotten()
    {
        Closed();
        (Serving, _applying) = (null, false);
    }

    /// <summary>Time passes. Called about once a second.</summary>
    public IReadOnlyList<ChannelCommand> Tick(TimeSpan now)
    {
        var silence = now - _heardAt;
        switch (_phase)
        {
            case Phase.AwaitsWelcome when silence >= WelcomeTimeout:
                return End(ChannelEndKind.Lost, $"No 'welcome' within {WelcomeTimeout.TotalSeconds} s.");
            case Phase.Live when silence >= _heartbeat * SilentHeartbeats:
                return End(ChannelEndKind.Lost, $"Nothing was heard for {silence.TotalSeconds:F0} s.");
            case Phase.Live when now - _pingedAt >= _heartbeat:
                _pingedAt = now;
                return [new SendCommand(new PingFrame())];
            default:
                return [];
        }
    }

    private IReadOnlyList<ChannelCommand> Begin(WelcomeFrame welcome)
    {
        if (welcome.Mode is not ("resume" or "snapshot"))
        {
            return End(ChannelEndKind.Broken, $"'welcome' has the unknown mode '{welcome.Mode}'.");
        }

        Welcome = welcome;
        _phase = Phase.Live;
        _heartbeat = welcome.Heartbeat > TimeSpan.Zero ? welcome.Heartbeat : _heartbeat;
        var snapshot = welcome.Mode == "snapshot";
        var lost = !snapshot && Serving?.State.Epoch != welcome.Epoch;
        _collector = new StateCollector(welcome.Epoch, Serving, snapshot || lost, _open!);
        return lost ? [new SendCommand(new ResyncFrame("lost"))] : [];
    }

    private IReadOnlyList<ChannelCommand> Take(StateFrame frame)
    {
        Collected collected;
        try
        {
            collected = _collector!.Take(frame);
        }
        catch (FrameException fault)
        {
            return End(ChannelEndKind.Broken, fault.Message);
        }

        switch (collected.Kind)
        {
            case CollectedKind.Complete:
                _resyncs = 0;
                _waiting = collected.Next;
                return Continue([]);
            case CollectedKind.Repeated when !_applying && Serving is { } serving:
                return [Acknowledge(serving)];
            case CollectedKind.Resync when ++_resyncs > MostResyncs:
                return End(ChannelEndKind.Broken, $"The state does not come right: {collected.Reason}.");
            case CollectedKind.Resync:
                return [new SendCommand(new ResyncFrame(collected.Reason!))];
            default:
                return [];
        }
    }

    private List<ChannelCommand> Continue(List<ChannelCommand> commands)
    {
        if (!_applying && _waiting is { } next)
        {
            (_applying, _waiting) = (true, null);
            commands.Add(new ApplyCommand(next));
        }

        return commands;
    }

    private List<ChannelCommand> Leave(GoAwayFrame goAway) => goAway.Reason switch
    {
        GoAwayReasons.Deleted => [new ForgetCommand(), .. End(ChannelEndKind.Retired, "The gateway was deleted or disabled.")],
        GoAwayReasons.Superseded => End(ChannelEndKind.Refused, "A newer start of this instance is connected."),
        // The next attempt is refused by itself and says exactly why.
        GoAwayReasons.Revoked => End(ChannelEndKind.Lost, "The token was revoked or has expired."),
        _ => End(ChannelEndKind.Moved, $"The node asked to come again ({goAway.Reason}).", goAway.After),
    };

    private List<ChannelCommand> End(ChannelEndKind kind, string reason, TimeSpan after = default)
    {
        Closed();
        return [new EndCommand(new ChannelEnd(kind, reason) { After = after })];
    }

    private static SendCommand Acknowledge(ServingState serving) => new(new AckFrame(serving.Seq, serving.State.Hash));
}
