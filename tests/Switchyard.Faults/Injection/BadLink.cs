using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>The link between a node and its database, or a gateway and its control plane, breaks, is slow, or is silent.</summary>
internal sealed class BadLink(RigYard yard, Member member, LinkState state) : Fault(NameOf(state), [member], yard.HinderedBy(member))
{
    public override Task BeginAsync()
    {
        yard.LinkOf(member).Set(state);
        return Task.CompletedTask;
    }

    public override Task<long> EndAsync() => Task.FromResult(yard.LinkOf(member).Set(LinkState.Open));

    private static string NameOf(LinkState state) => state switch
    {
        LinkState.Cut => Cut,
        LinkState.Slow => Slow,
        LinkState.Silent => Silent,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "An open link is no fault."),
    };
}
