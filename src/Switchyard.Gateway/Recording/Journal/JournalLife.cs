using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>One run of a node's process. Its id marks every interception it records, so that those a dead process left open are found, and names the key that sealed its texts.</summary>
/// <param name="Id">UUIDv7, new at each start.</param>
/// <param name="NodeId">The node.</param>
/// <param name="NodeName">Its name, at most 255 bytes of UTF-8.</param>
/// <param name="StartedAt">When the process began.</param>
/// <param name="SealedKey">The data key of its texts, sealed by the key ring; at most 1,024 bytes.</param>
internal sealed record JournalLife(Guid Id, Guid NodeId, string NodeName, DateTimeOffset StartedAt, byte[] SealedKey)
{
    /// <summary>The life as a row of the database.</summary>
    public RecordingLifeRow ToRow() => new(Id, NodeId, NodeName, SealedKey, StartedAt);
}
