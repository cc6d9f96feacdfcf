namespace Switchyard.Faults.Injection;

/// <summary>Which faults come when. It follows from a seed; one seed always gives the same plan.</summary>
internal static class FaultPlan
{
    /// <summary>Faults of one node or gateway.</summary>
    public static IReadOnlyList<string> OfMembers { get; } = [Fault.Kill, Fault.Terminate, Fault.Pause, Fault.Cut, Fault.Slow, Fault.Silent];

    /// <summary>Faults of the database, which all nodes share.</summary>
    public static IReadOnlyList<string> OfDatabase { get; } = [Fault.Listeners, Fault.Database];

    /// <summary>Faults of the agent.</summary>
    public static IReadOnlyList<string> OfAgent { get; } = [Fault.AgentKill, Fault.AgentPause];

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. OfMembers, .. OfDatabase, .. OfAgent];

    /// <summary>Faults without end: all of <paramref name="kinds"/> in an order of their own, then all again in another one. A long quiet time before each round lets the bounds be judged.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="kinds">Which faults.</param>
    /// <param name="members">How many members there are.</param>
    /// <param name="gap">The shortest time between two faults; most are up to twice as long.</param>
    /// <param name="hold">The shortest time that one lasts; most are up to three times as long.</param>
    public static IEnumerable<PlannedFault> From(int seed, IReadOnlyList<string> kinds, int members, TimeSpan gap, TimeSpan hold)
    {
        const int QuietGaps = 8;
        var random = new Random(seed);
        while (true)
        {
            var round = kinds.ToArray();
            random.Shuffle(round);
            for (var index = 0; index < round.Length; index++)
            {
                var before = index == 0 ? gap * QuietGaps : gap * (1 + random.NextDouble());
                yield return new PlannedFault(round[index], random.Next(members), before, hold * (1 + (2 * random.NextDouble())));
            }
        }
    }

    /// <summary>Each kind once, in a fixed order, each done to the next member: the short form.</summary>
    public static IEnumerable<PlannedFault> Once(int members, TimeSpan gap, TimeSpan hold) => Kinds.Select((kind, index) => new PlannedFault(kind, index % members, gap, hold));
}
