namespace Switchyard.Faults.Verdicts;

/// <summary>How much must have happened in a run; one in which less did proves nothing.</summary>
internal sealed record Exercise
{
    /// <summary>Promised writes.</summary>
    public int Promised { get; init; }

    /// <summary>Promised writes of documents, among them.</summary>
    public int Documents { get; init; }

    /// <summary>Promised rollbacks, among them.</summary>
    public int Rollbacks { get; init; }

    /// <summary>Attempts that repeated one that was indeterminate, with the same key.</summary>
    public int Repeated { get; init; }

    /// <summary>Sightings of a revision.</summary>
    public int Sightings { get; init; }

    /// <summary>Answers that were whole.</summary>
    public int Answers { get; init; }

    /// <summary>Streams that were whole.</summary>
    public int Streams { get; init; }

    /// <summary>Turns of chats that were completed.</summary>
    public int Turns { get; init; }

    /// <summary>Turns that were followed over more than one connection.</summary>
    public int Followed { get; init; }

    /// <summary>Errands that agents ran.</summary>
    public int Errands { get; init; }

    /// <summary>Events that somebody got.</summary>
    public int Events { get; init; }

    /// <summary>Acknowledged revisions.</summary>
    public int Reports { get; init; }

    /// <summary>Faults that had an effect, by kind.</summary>
    public IReadOnlyDictionary<string, int> Faults { get; init; } = new Dictionary<string, int>();
}
