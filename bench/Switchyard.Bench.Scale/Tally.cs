namespace Switchyard.Bench.Scale;

/// <summary>What is counted over all nodes and edges.</summary>
internal sealed class Tally
{
    public long Frames { get; set; }

    public long Snapshots { get; set; }

    public long Resumes { get; set; }

    /// <summary>Tries to connect.</summary>
    public long Tries { get; set; }

    /// <summary>Tries that a full node refused, and those of which the node had died.</summary>
    public long Refused { get; set; }

    /// <summary>Tries that the edge gave up because nothing came in time.</summary>
    public long GivenUp { get; set; }

    /// <summary>Connections whose instance was gone when the database had let it in: work for nothing.</summary>
    public long Wasted { get; set; }

    /// <summary>Sessions that ended for want of an answer.</summary>
    public long Stuck { get; set; }

    /// <summary>Times a session could not send because the node's lease was over.</summary>
    public long Lapses { get; set; }

    public long Lagging { get; set; }

    /// <summary>Most events that one session had in flight.</summary>
    public int MostInFlight { get; set; }

    /// <summary>Most answers that waited on one node to be written down.</summary>
    public int MostAnswers { get; set; }

    /// <summary>What was counted so far, apart from what will be.</summary>
    public Tally Copy() => (Tally)MemberwiseClone();

    /// <summary>Begins at nothing.</summary>
    public void Reset()
    {
        (Frames, Snapshots, Resumes, Tries, Refused, GivenUp, Wasted) = (0, 0, 0, 0, 0, 0, 0);
        (Stuck, Lapses, Lagging, MostInFlight, MostAnswers) = (0, 0, 0, 0, 0);
    }
}
