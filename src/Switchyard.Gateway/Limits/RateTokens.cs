using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>
/// Requests per minute of a limit that holds over several nodes: how many this node has let in and not told yet, and how many more it may let in without asking. Both stand in one word, so that
/// letting in is one compare-and-swap and what the node tells is of one instant.
/// </summary>
internal sealed class RateTokens
{
    private const int Growth = 2;
    private const long OneUsed = 1L << 32;

    private long _word;
    private Terms _terms = Terms.Nothing;
    private Refusal _refusal = Refusal.None;
    private long _need;
    private long _givenBack;
    private long _each;
    private long _told;
    private long _toldAt;
    private long _usedAt;
    private long _left;

    /// <summary>Takes one token of <paramref name="perMinute"/>.</summary>
    public LimitVerdict TryTake(long now, int perMinute, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        var terms = Volatile.Read(ref _terms);
        while (terms.PerMinute == perMinute && now < terms.ValidUntil)
        {
            var word = Interlocked.Read(ref _word);
            if (FreeOf(word) == 0)
            {
                break;
            }

            if (Interlocked.CompareExchange(ref _word, word + OneUsed - 1, word) == word)
            {
                return LimitVerdict.Admitted;
            }
        }

        if (Volatile.Read(ref _refusal).Covers(perMinute, 1, now, out wait))
        {
            return LimitVerdict.RateLimited;
        }

        Interlocked.Increment(ref _need);
        return LimitVerdict.Ask;
    }

    /// <summary>Counts a request that was let in without a token, so that the others hear of it in the end.</summary>
    public void Count() => Interlocked.Add(ref _word, OneUsed);

    /// <summary>Gives one token back that was taken and then not used.</summary>
    public void GiveBack() => Interlocked.Increment(ref _givenBack);

    /// <summary>What to ask for, or null when nothing is due and <paramref name="force"/> does not want it told all the same. The exchanger's alone.</summary>
    public RateAsk? Ask(long now, int perMinute, bool force)
    {
        var need = Interlocked.Exchange(ref _need, 0);
        TakeBack();
        var isOther = _terms.PerMinute != perMinute || now >= _terms.ValidUntil;
        var used = UsedOf(Interlocked.Read(ref _word));
        if (need > 0 || used > 0)
        {
            _usedAt = now;
        }

        // Twice what was used lately, so that a growing load finds a growing share; and nothing where little is left.
        var isIdle = perMinute == 0 || now - _usedAt > LimitTimes.Idle;
        var target = isIdle ? 0 : Math.Min(Math.Max(1, Growth * Math.Max(need, used)), Math.Max(_left, 0) / ShareRule.Part);
        var word = Interlocked.Read(ref _word);

        // What was just granted is for requests that are about to wake; it is not given back under their hands.
        var age = now - _toldAt;
        if (isOther || (age >= LimitTimes.Tell && FreeOf(word) > target))
        {
            word = Withdraw(isOther ? 0 : target);
        }

        // What is told was taken under the terms of then.
        _each = RateLedger.Each(Math.Max(_terms.PerMinute == 0 ? perMinute : _terms.PerMinute, 1));
        var keep = FreeOf(word) * _each;
        used = UsedOf(word);
        if (!force && need == 0 && (age < LimitTimes.Tell || (used == 0 && keep == 0 && _told == 0)))
        {
            return null;
        }

        var spare = perMinute == 0 ? 0 : Math.Max(isOther ? Growth * need : target - FreeOf(word), need);
        return new RateAsk(Math.Max(perMinute, 1), used * _each, keep, need, spare);
    }

    /// <summary>Puts in force what was granted. <paramref name="sentAt"/> is from before the question was sent. The exchanger's alone.</summary>
    public void Apply(RateAsk ask, LimitGrant grant, long sentAt, long now)
    {
        // Before the tokens, so that who finds none finds the reason too.
        var better = now + Math.Max(grant.Wait.Ticks, TimeSpan.TicksPerMillisecond);
        Volatile.Write(ref _refusal, grant.Tokens < ask.Need ? new Refusal(ask.PerMinute, 1, Math.Min(better, now + LimitTimes.Refused), better) : Refusal.None);
        var used = ask.Used / _each;
        _left = grant.TokensLeft;
        _told = ask.Keep + (grant.Tokens * RateLedger.Each(ask.PerMinute));
        _toldAt = now;
        Interlocked.Add(ref _word, grant.Tokens - (used * OneUsed));
        Volatile.Write(ref _terms, new Terms(ask.PerMinute, sentAt + LimitLedger.LeaseTime.Ticks));
    }

    /// <summary>Whether anything is held, waited for or untold.</summary>
    public bool IsActive => Interlocked.Read(ref _word) != 0 || _told != 0 || Interlocked.Read(ref _need) > 0;

    private static long UsedOf(long word) => word >> 32;

    private static long FreeOf(long word) => word & (OneUsed - 1);

    // Only uses that were not told yet can be undone; nothing is being told while the exchanger is here.
    private void TakeBack()
    {
        var back = Interlocked.Exchange(ref _givenBack, 0);
        var undone = Math.Min(back, UsedOf(Interlocked.Read(ref _word)));
        Interlocked.Add(ref _word, undone - (undone * OneUsed));
        Interlocked.Add(ref _givenBack, back - undone);
    }

    private long Withdraw(long free)
    {
        while (true)
        {
            var word = Interlocked.Read(ref _word);
            var next = word - Math.Max(0, FreeOf(word) - free);
            if (Interlocked.CompareExchange(ref _word, next, word) == word)
            {
                return next;
            }
        }
    }

    private sealed record Terms(int PerMinute, long ValidUntil)
    {
        public static readonly Terms Nothing = new(0, 0);
    }
}
