using Switchyard.Edge.Serving;
using Switchyard.Edge.Subscription;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;

namespace Switchyard.Edge.Tests.Rigs;

/// <summary>A machine with the shell's part in the hands of a test: what it wants is recorded, what it applies is applied when the test says so.</summary>
internal sealed class MachineRig
{
    private ApplyCommand? _pending;

    public MachineRig(ServingState? serving = null) => Machine = new ChannelMachine(Samples.Identity, "1.0.0", serving);

    public ChannelMachine Machine { get; }

    public TimeSpan Now { get; set; }

    /// <summary>Everything that was sent since the connection was opened.</summary>
    public List<Frame> Sent { get; } = [];

    /// <summary>Every state that was ever to be applied.</summary>
    public List<ServingState> Asked { get; } = [];

    public ChannelEnd? End { get; private set; }

    public int Forgotten { get; private set; }

    public bool IsApplying => _pending is not null;

    public static MachineRig Open(ServingState? serving = null)
    {
        var rig = new MachineRig(serving);
        rig.Open();
        return rig;
    }

    public static MachineRig Live(ServingState? serving, string mode = "resume")
    {
        var rig = Open(serving);
        rig.Receive(Samples.Welcome(mode));
        rig.Sent.Clear();
        return rig;
    }

    public void Open()
    {
        (End, Forgotten) = (null, 0);
        Sent.Clear();
        Do(Machine.Opened("key", item => StateTransfer.FromFrame(item, null), Now));
    }

    public void Receive(params IEnumerable<Frame> frames)
    {
        foreach (var frame in frames)
        {
            Do(Machine.Received(frame, Now));
        }
    }

    public void Tick(TimeSpan step)
    {
        Now += step;
        Do(Machine.Tick(Now));
    }

    /// <summary>What is being applied is applied, and what follows from it too.</summary>
    public void ApplyAll()
    {
        while (_pending is { } pending)
        {
            _pending = null;
            Do(Machine.Applied(pending.Next));
        }
    }

    public void Refuse(string error)
    {
        var pending = _pending.ShouldNotBeNull();
        _pending = null;
        Do(Machine.Refused(pending.Next, error));
    }

    private void Do(IReadOnlyList<ChannelCommand> commands)
    {
        foreach (var command in commands)
        {
            switch (command)
            {
                case SendCommand send:
                    Sent.Add(send.Frame);
                    break;
                case ApplyCommand apply:
                    _pending.ShouldBeNull("One state is applied at a time.");
                    _pending = apply;
                    Asked.Add(apply.Next);
                    break;
                case ForgetCommand:
                    Forgotten++;
                    _pending = null;
                    Machine.Forgotten();
                    break;
                case EndCommand end:
                    End = end.End;
                    break;
                default:
                    throw new InvalidOperationException(command.ToString());
            }
        }
    }
}
