namespace Switchyard.Gateway.Recording.Journal;

/// <summary>What was read at once, in the order of the journal. It stays in the journal until <see cref="JournalReader.Release"/>.</summary>
/// <param name="Records">The records; may be empty.</param>
/// <param name="EndedLives">Lives of dead processes of which nothing is left to read after this batch.</param>
/// <param name="MayHaveMore">Whether reading again at once may find more.</param>
internal sealed record JournalBatch(IReadOnlyList<JournalRecord> Records, IReadOnlyList<JournalLife> EndedLives, bool MayHaveMore)
{
    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => Records.Count == 0 && EndedLives.Count == 0;
}
