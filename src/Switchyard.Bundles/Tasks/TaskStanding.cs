namespace Switchyard.Bundles.Tasks;

/// <summary>How a task stands.</summary>
internal sealed record TaskStanding
{
    public required TaskState State { get; init; }

    /// <summary>More for people, or null.</summary>
    public string? Message { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When this began to be so.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How long it lives from its creation on.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>How often it is worth a look.</summary>
    public required TimeSpan PollInterval { get; init; }

    /// <summary>What came of it, of one that is over; else null.</summary>
    public KeptOutcome? Outcome { get; init; }

    public bool IsOver => TaskStates.IsFinal(State);
}
