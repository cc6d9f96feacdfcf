namespace Switchyard.Histories;

/// <summary>One line of an actor's history.</summary>
/// <param name="Step">What happened.</param>
/// <param name="Seq">The sequence number it is about; 0 for one that was never given.</param>
public sealed record HistoryEntry(HistoryStep Step, long Seq)
{
    /// <summary>Id of the event, where it is about one.</summary>
    public string? Id { get; init; }

    /// <summary>Hash of the state, where it is about one.</summary>
    public string? Hash { get; init; }

    /// <summary>Transaction of a published event; events of one transaction become visible at once.</summary>
    public string? Transaction { get; init; }
}
