namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What an instance answered, once it is known to be true.</summary>
/// <param name="Seq">Up to where it reaches.</param>
/// <param name="Revision">The revision whose state the instance now has; of a refusal, the refused one.</param>
/// <param name="Hash">Hash of its state as it said it, or null for «not compared»; null of a refusal.</param>
/// <param name="SentAt">When the last of it was sent, since the session began.</param>
internal sealed record SessionAnswer(long Seq, long Revision, string? Hash, TimeSpan SentAt)
{
    /// <summary>Why it was refused, or null when it was applied.</summary>
    public string? Error { get; init; }

    /// <summary>Events that it answers.</summary>
    public int Events { get; init; }

    /// <summary>What the instance goes on with after a refusal.</summary>
    public long Keeping { get; init; }
}
