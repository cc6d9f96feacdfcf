using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>A process ends, without a word or orderly, and comes back on its directory.</summary>
internal sealed class EndedProcess(RigYard yard, Member member, bool isKilled) : Fault(isKilled ? Kill : Terminate, [member], yard.HinderedBy(member))
{
    private int _former;

    public override Task BeginAsync()
    {
        _former = member.Process.Id;
        return isKilled ? member.KillAsync() : member.TerminateAsync();
    }

    public override async Task<long> EndAsync()
    {
        await member.StartAsync();
        return member.Process.Id == _former ? 0 : 1;
    }
}
