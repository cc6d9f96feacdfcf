namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>A state that the instance could not apply. It is not sent again at once: what has the same content would fail again.</summary>
/// <param name="Seq">The refused sequence number.</param>
/// <param name="Hash">Hash of the refused state.</param>
/// <param name="NotBefore">When the same content may be tried again, since the session began.</param>
/// <param name="Wait">How long that was.</param>
internal sealed record Refusal(long Seq, string Hash, TimeSpan NotBefore, TimeSpan Wait)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The refusal of <paramref name="hash"/>: 30 s at first, twice as long each time it is the same again, 10 min at most.</summary>
    public static Refusal Of(Refusal? before, long seq, string hash, TimeSpan now)
    {
        var wait = before?.Hash != hash ? First : before.Wait * 2 < Longest ? before.Wait * 2 : Longest;
        return new Refusal(seq, hash, now + wait, wait);
    }
}
