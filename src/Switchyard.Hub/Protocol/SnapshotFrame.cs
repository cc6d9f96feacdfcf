namespace Switchyard.Hub.Protocol;

/// <summary>A part of the whole state. What no part contains does not exist.</summary>
public sealed record SnapshotFrame : StateFrame
{
    /// <summary>Number of the part, from 0.</summary>
    public required int Part { get; init; }

    /// <summary>Whether it is the last one, with which the snapshot is complete.</summary>
    public required bool Final { get; init; }
}
