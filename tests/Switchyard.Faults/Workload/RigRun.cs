using Switchyard.Faults.Ledger;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Workload;

/// <summary>What all actors of a run share.</summary>
/// <param name="Yard">The system.</param>
/// <param name="Book">Where they write what they know.</param>
/// <param name="Doors">Where they knock.</param>
/// <param name="Name">Of the run, lower-case letters and digits; the names of its providers and writes begin with it.</param>
/// <param name="Seed">Decides every choice of every actor, though not how they meet.</param>
internal sealed record RigRun(RigYard Yard, LedgerBook Book, Doors Doors, string Name, int Seed)
{
    /// <summary>The choices of one actor.</summary>
    public Random RandomFor(string kind, int number) => new(unchecked((((Seed * 31) + kind.Length) * 31) + number));

    /// <summary>Some node that is running, or the first one if none is.</summary>
    public Member PickNode(Random random) => Pick(Yard.Nodes, random);

    /// <summary>Some member that is running, or the first one if none is.</summary>
    public Member PickMember(Random random) => Pick(Yard.Members, random);

    private static Member Pick(IReadOnlyList<Member> members, Random random)
    {
        List<Member> running = [.. members.Where(member => member.IsRunning)];
        return running.Count == 0 ? members[0] : running[random.Next(running.Count)];
    }
}
