namespace Switchyard.Storage.Recording;

/// <summary>A thread of a session: an interception and those that answered its tool calls, and theirs.</summary>
public sealed record ThreadRow : UsageTotals
{
    /// <summary>The first interception.</summary>
    public required Guid RootId { get; init; }

    /// <summary>When the first one of the session in this thread began.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When the latest one began.</summary>
    public required DateTimeOffset LastAt { get; init; }
}
