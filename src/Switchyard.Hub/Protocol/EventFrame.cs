namespace Switchyard.Hub.Protocol;

/// <summary>
/// One event. Sequence numbers have no gaps. Events that are sent together are one change: it is complete with the frame whose <see cref="StateFrame.Seq"/> is <see cref="UpTo"/>, and only then
/// applied and acknowledged. An object that is changed again by a later event of the same change comes with that one only.
/// </summary>
public sealed record EventFrame : StateFrame
{
    /// <summary>Id of the event.</summary>
    public required Guid EventId { get; init; }

    /// <summary>What kind of thing changed.</summary>
    public required string Event { get; init; }

    /// <summary>What was done to it.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the changed record.</summary>
    public required string EntityId { get; init; }

    /// <summary>When it was made, for people only.</summary>
    public required DateTimeOffset OriginatedAt { get; init; }

    /// <summary>The last event of the change that this one belongs to.</summary>
    public required long UpTo { get; init; }
}
