using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Workload;

/// <summary>Where the actors of a run knock. Usually at the members themselves; a seeded bug puts a liar between.</summary>
internal class Doors
{
    /// <summary>The control plane of a node, for whoever changes something.</summary>
    public virtual Uri Writes(Member node) => node.ControlPlane;

    /// <summary>The control plane of a node, for whoever looks.</summary>
    public virtual Uri Reads(Member node) => node.ControlPlane;

    /// <summary>The data plane of a member.</summary>
    public virtual Uri Requests(Member member) => member.DataPlane;
}
