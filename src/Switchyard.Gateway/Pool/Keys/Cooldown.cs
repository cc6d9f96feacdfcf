using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Pool.Keys;

/// <summary>
/// The rules of a key's rest, as pure functions from one <see cref="KeyHealth"/> to the next. Rolls are random numbers of
/// 0 up to 1 that the caller draws, so that each rule can be tested at its edges.
/// </summary>
internal static class Cooldown
{
    private static readonly TimeSpan LongestUnauthorized = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Asks to use the key at <paramref name="now"/>. After a rest one request goes first and the others keep to the next keys until it is answered; a key
    /// without others beside it (<paramref name="sole"/>) is not gated, for there is nothing to keep to.
    /// </summary>
    /// <returns>The state to install if the key may be used (the same object when nothing changes), or null when it may not.</returns>
    public static KeyHealth? Enter(KeyHealth current, long now, bool sole)
    {
        if (current.Condition == KeyCondition.Usable)
        {
            return current;
        }

        if (now < current.Until)
        {
            return null;
        }

        if (sole)
        {
            return current;
        }

        return current.Probing ? null : current with { Probing = true };
    }

    /// <summary>
    /// The key was answered 429. <paramref name="hint"/> is what the upstream asked for. A longer rest stays. A hint is never cut short by the jitter: to come
    /// back before the upstream's own time is to be refused again.
    /// </summary>
    public static KeyHealth RateLimited(KeyHealth current, long now, TimeSpan? hint, KeyCooldownSettings settings, double roll)
    {
        var rest = hint is { } asked && asked > TimeSpan.Zero
            ? asked.Ticks * (1 + (settings.Jitter * roll))
            : settings.RateLimited.Ticks * (1 + (settings.Jitter * ((2 * roll) - 1)));
        var until = now + (long)Math.Min(rest, settings.Max.Ticks);
        return until > current.Until
            ? new KeyHealth(KeyCondition.RateLimited, until, current.Refusals, Probing: false)
            : current with { Probing = false };
    }

    /// <summary>
    /// The key was answered 401. Only the first of many requests under way counts: <paramref name="seen"/> is the state the request began with, and if
    /// another has changed it since, that one has counted.
    /// </summary>
    public static KeyHealth Unauthorized(KeyHealth current, KeyHealth seen, long now, KeyCooldownSettings settings, double roll)
    {
        if (!ReferenceEquals(current, seen))
        {
            return current;
        }

        var refusals = Math.Min(current.Refusals + 1, 16);
        var doubled = Math.Min(settings.Unauthorized.Ticks * Math.Pow(2, refusals - 1), Math.Max(LongestUnauthorized.Ticks, settings.Unauthorized.Ticks));
        var rest = Math.Min(doubled * (1 + (settings.Jitter * ((2 * roll) - 1))), settings.Max.Ticks);
        return new KeyHealth(KeyCondition.Unauthorized, Math.Max(now + (long)rest, current.Until), refusals, Probing: false);
    }

    /// <summary>
    /// The upstream accepted the key. That ends the rest only if the request began after it: one that was under way when the key was refused proves nothing.
    /// </summary>
    public static KeyHealth Accepted(KeyHealth current, KeyHealth seen) => ReferenceEquals(current, seen) ? KeyHealth.Usable : current;

    /// <summary>The request ended without a word about the key (no connection, the client went): the next one may try.</summary>
    public static KeyHealth Undecided(KeyHealth current, KeyHealth seen) =>
        ReferenceEquals(current, seen) && current.Probing ? current with { Probing = false } : current;
}
