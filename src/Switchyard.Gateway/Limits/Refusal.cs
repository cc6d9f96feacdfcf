namespace Switchyard.Gateway.Limits;

/// <summary>The memory of a no: for a moment others of the same kind need not ask again. Immutable.</summary>
/// <param name="Limit">The limit that was in force.</param>
/// <param name="Amount">What was refused; less may still be had.</param>
/// <param name="Until">Monotonic ticks until which it stands.</param>
/// <param name="Better">Monotonic ticks at which it makes sense to try again.</param>
internal sealed record Refusal(long Limit, long Amount, long Until, long Better)
{
    /// <summary>Nothing was refused.</summary>
    public static Refusal None { get; } = new(-1, long.MaxValue, 0, 0);

    /// <summary>Whether <paramref name="amount"/> of <paramref name="limit"/> is refused at <paramref name="now"/>, and for how long.</summary>
    public bool Covers(long limit, long amount, long now, out TimeSpan wait)
    {
        wait = TimeSpan.FromTicks(Math.Max(Better - now, TimeSpan.TicksPerMillisecond));
        return limit == Limit && amount >= Amount && now < Until;
    }
}
