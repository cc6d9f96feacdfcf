using Switchyard.Faults.Workload;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.SeededBugs;

/// <summary>The doors of a system one side of which lies: every door of writers or clients, the door to one node of readers.</summary>
internal sealed class LyingDoors : Doors, IAsyncDisposable
{
    private readonly Lie _lie;
    private readonly Dictionary<string, LyingDoor> _doors = [];

    private LyingDoors(Lie lie) => _lie = lie;

    public static async Task<LyingDoors> OpenAsync(RigYard yard, Lie lie, CancellationToken cancellationToken)
    {
        var doors = new LyingDoors(lie);
        var members = lie.Side switch { DoorSide.Reads => yard.Nodes.Take(1), DoorSide.Writes => yard.Nodes, _ => yard.Members };
        foreach (var member in members)
        {
            doors._doors[member.Name] = await LyingDoor.OpenAsync(lie.Side == DoorSide.Requests ? member.DataPlane : member.ControlPlane, lie, cancellationToken);
        }

        return doors;
    }

    public override Uri Writes(Member node) => At(DoorSide.Writes, node) ?? base.Writes(node);

    public override Uri Reads(Member node) => At(DoorSide.Reads, node) ?? base.Reads(node);

    public override Uri Requests(Member member) => At(DoorSide.Requests, member) ?? base.Requests(member);

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors.Values)
        {
            await door.DisposeAsync();
        }
    }

    private Uri? At(DoorSide side, Member member) => side == _lie.Side ? _doors.GetValueOrDefault(member.Name)?.Address : null;
}
