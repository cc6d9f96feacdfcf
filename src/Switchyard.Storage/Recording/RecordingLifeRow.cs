namespace Switchyard.Storage.Recording;

/// <summary>A row of <c>recording_lives</c>: one run of a node's process.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="NodeId">The node.</param>
/// <param name="Node">Its name.</param>
/// <param name="SealedKey">The data key of the texts it records, sealed.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record RecordingLifeRow(Guid Id, Guid NodeId, string Node, byte[] SealedKey, DateTimeOffset StartedAt)
{
    /// <summary>Whether it is a life of an edge: one that is silent may be recording all the same.</summary>
    public bool Remote { get; init; }
}
