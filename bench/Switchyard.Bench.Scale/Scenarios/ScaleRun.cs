namespace Switchyard.Bench.Scale.Scenarios;

/// <summary>Scenarios on one world, one after another.</summary>
internal sealed class ScaleRun(ScaleOptions options)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly List<int> _killed = [];

    public World World { get; } = new(options);

    private bool AreCurrent => World.Live == World.Edges.Count && World.Behind == 0;

    /// <summary>All instances start within a second.</summary>
    public Outcome ConnectAll() => Measure("all connect at once", () =>
    {
        World.Publish();
        foreach (var edge in World.Edges)
        {
            World.Agenda.In(TimeSpan.FromSeconds(World.Random.NextDouble()), edge.Connect);
        }
    });

    /// <summary>Nothing happens for a while.</summary>
    public Outcome Rest(TimeSpan length) => Measure($"nothing for {length.TotalSeconds:F0} s", static () => { }, length);

    /// <summary>One change.</summary>
    public Outcome ChangeOnce() => Measure("one change", World.Publish);

    /// <summary>Changes one after another.</summary>
    public Outcome Change(int aSecond, TimeSpan length) => Measure(
        $"{aSecond} changes a second for {length.TotalSeconds:F0} s",
        () =>
        {
            for (var i = 0; i < aSecond * (int)length.TotalSeconds; i++)
            {
                World.Agenda.In(TimeSpan.FromSeconds((double)i / aSecond), World.Publish);
            }
        },
        length);

    /// <summary>Nodes die and stay dead.</summary>
    public Outcome Kill(int nodes) => Measure($"{nodes} of {World.Nodes.Count} nodes die", () =>
    {
        foreach (var node in World.Nodes.Where(static node => node.IsAlive).Take(nodes).ToList())
        {
            _killed.Add(node.Index);
            node.Kill();
        }
    });

    /// <summary>The dead come back, and time passes until all is calm.</summary>
    public void Revive()
    {
        foreach (var index in _killed)
        {
            World.Nodes[index].Start();
        }

        _killed.Clear();
        World.Agenda.Run(World.Agenda.Now + TimeSpan.FromSeconds(30));
    }

    private Outcome Measure(string name, Action act, TimeSpan atLeast = default)
    {
        var began = World.Agenda.Now;
        World.Delays.Clear();
        World.Tally.Reset();
        World.Database.Reset();
        act();
        // What follows at once has begun by then, such as that torn connections are noticed.
        World.Agenda.Run(began + atLeast + (World.Options.Network * 2));
        var isCurrent = World.Agenda.Run(began + atLeast + Longest, () => AreCurrent);
        var current = World.Agenda.Now - began - atLeast;
        var isRecorded = World.Agenda.Run(began + atLeast + Longest, () => World.Edges.All(edge => edge.IsSlow || edge.Known?.AckedSeq >= World.Head));
        var length = World.Agenda.Now - began;
        return new Outcome(
            name,
            Percentiles.Of(World.Delays),
            isCurrent ? current : null,
            isRecorded ? length - atLeast : null,
            length == TimeSpan.Zero ? 0 : World.Database.Worked / (length * options.Lanes),
            World.Database.Peak,
            World.Tally.Copy());
    }
}
