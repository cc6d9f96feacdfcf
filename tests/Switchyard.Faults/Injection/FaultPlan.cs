namespace Switchyard.Faults.Injection;

/// <summary>Which faults come when. It follows from a seed; one seed always gives the same plan.</summary>
internal static class FaultPlan
{
    private static readonly string[] Kinds = [Fault.Kill, Fault.Terminate, Fault.Pause, Fault.Database, Fault.Listeners, Fault.Cut, Fault.Slow, Fault.Silent];

    /// <summary>Faults without end: all kinds in an order of their own, then all again in another one. A long quiet time now and then lets the bounds be judged.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="members">How many members there are.</param>
    /// <param name="gap">The shortest time between two faults; most are up to twice as long.</param>
    /// <param name="hold">The shortest time that one lasts; most are up to three times as long.</param>
    public static IEnumerable<PlannedFault> From(int seed, int members, TimeSpan gap, TimeSpan hold)
    {
        var random = new Random(seed);
        var quiet = gap * 12;
        while (true)
        {
            var kinds = (string[])Kinds.Clone();
            random.Shuffle(kinds);
            for (var index = 0; index < kinds.Length; index++)
            {
                // Gateways have no listeners and no database; everything else is done to them, too.
                var member = random.Next(members);
                var before = index == 0 ? quiet : gap * (1 + random.NextDouble());
                yield return new PlannedFault(kinds[index], member, before, hold * (1 + (2 * random.NextDouble())));
            }
        }
    }

    /// <summary>Each kind once, in a fixed order, with a node that is not always the same: the short form.</summary>
    public static IEnumerable<PlannedFault> Once(int nodes, TimeSpan gap, TimeSpan hold) => Kinds.Select((kind, index) => new PlannedFault(kind, index % nodes, gap, hold));
}
