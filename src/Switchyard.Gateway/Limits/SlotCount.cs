using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>
/// Requests at the same time: how many run, and on a limit of several nodes how many more this node may begin without asking. Both stand in one word, so that beginning and ending is one
/// compare-and-swap and what the node tells the others is of one instant.
/// </summary>
internal sealed class SlotCount
{
    private long _word;
    private Terms _terms = Terms.Nothing;
    private Refusal _refusal = Refusal.None;
    private long _need;
    private long _told;
    private long _toldAt;
    private long _busyAt;
    private long _left;

    /// <summary>Requests that run.</summary>
    public int Running => RunningOf(Interlocked.Read(ref _word));

    /// <summary>Requests that may begin without asking.</summary>
    public int Free => FreeOf(Interlocked.Read(ref _word));

    /// <summary>Begins a request out of what the node holds of <paramref name="most"/>.</summary>
    public LimitVerdict TryBegin(long now, int most, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        var terms = Volatile.Read(ref _terms);
        while (terms.Most == most && now < terms.ValidUntil)
        {
            var word = Interlocked.Read(ref _word);
            if (FreeOf(word) == 0 || RunningOf(word) >= most)
            {
                break;
            }

            if (Interlocked.CompareExchange(ref _word, WordOf(RunningOf(word) + 1, FreeOf(word) - 1), word) == word)
            {
                return LimitVerdict.Admitted;
            }
        }

        if (Volatile.Read(ref _refusal).Covers(most, 1, now, out wait))
        {
            wait = TimeSpan.FromSeconds(1);
            return LimitVerdict.ConcurrencyLimited;
        }

        Interlocked.Increment(ref _need);
        return LimitVerdict.Ask;
    }

    /// <summary>Begins a request unless <paramref name="most"/> of this node are running; 0 is no limit.</summary>
    public bool TryBeginAlone(int most)
    {
        while (true)
        {
            var word = Interlocked.Read(ref _word);
            var (running, free) = (RunningOf(word), FreeOf(word));
            if (most != 0 && running >= most)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _word, WordOf(running + 1, Math.Max(free - 1, 0)), word) == word)
            {
                return true;
            }
        }
    }

    /// <summary>Ends a request; its room stays with the node if <paramref name="keep"/>.</summary>
    public void End(bool keep)
    {
        while (true)
        {
            var word = Interlocked.Read(ref _word);
            if (Interlocked.CompareExchange(ref _word, WordOf(RunningOf(word) - 1, FreeOf(word) + (keep ? 1 : 0)), word) == word)
            {
                return;
            }
        }
    }

    /// <summary>What to ask for, or null when nothing is due and <paramref name="force"/> does not want it told all the same. The exchanger's alone.</summary>
    public SlotAsk? Ask(long now, int most, bool force)
    {
        var need = Interlocked.Exchange(ref _need, 0);
        var word = Interlocked.Read(ref _word);
        if (need > 0 || RunningOf(word) > 0)
        {
            _busyAt = now;
        }

        // Under other terms, or after the time was over, what is free belongs to nobody: it is asked for anew.
        var isOther = _terms.Most != most || now >= _terms.ValidUntil;
        var isIdle = now - _busyAt > LimitTimes.Idle;
        var target = isIdle || most == 0 ? 0 : Math.Min(Math.Max(1, RunningOf(word) / 2), Math.Max(_left, 0) / ShareRule.Part);

        // What was just granted is for requests that are about to wake; it is not given back under their hands.
        var age = now - _toldAt;
        if (isOther || (age >= LimitTimes.Tell && FreeOf(word) > target))
        {
            word = Withdraw(isOther ? 0 : (int)target);
        }

        long total = RunningOf(word) + FreeOf(word);
        var isDue = force || need > 0
            || (age >= LimitTimes.Tell && (total != _told || FreeOf(word) != 0 || target > 0))
            || (age >= LimitTimes.Renew && (total != 0 || _told != 0));
        if (!isDue || (most == 0 && _told == 0 && !force))
        {
            return null;
        }

        var spare = isOther && !isIdle && most > 0 ? Math.Max(1, RunningOf(word) / 2) : Math.Max(target - FreeOf(word), 0);
        return new SlotAsk(Math.Max(most, 1), total, need, Math.Max(spare, need));
    }

    /// <summary>Puts in force what was granted. <paramref name="sentAt"/> is from before the question was sent. The exchanger's alone.</summary>
    public void Apply(SlotAsk ask, LimitGrant grant, long sentAt, long now)
    {
        Volatile.Write(ref _refusal, grant.Slots < ask.Need ? new Refusal(ask.Most, 1, now + LimitTimes.Refused, now + TimeSpan.TicksPerSecond) : Refusal.None);
        _left = grant.SlotsLeft;
        _told = ask.Keep + grant.Slots;
        Interlocked.Add(ref _word, grant.Slots);
        _toldAt = now;
        Volatile.Write(ref _terms, new Terms(ask.Most, sentAt + LimitLedger.LeaseTime.Ticks));
    }

    /// <summary>Whether anything is held or waited for.</summary>
    public bool IsActive => Interlocked.Read(ref _word) != 0 || _told != 0 || Interlocked.Read(ref _need) > 0;

    private static int RunningOf(long word) => (int)(word >> 32);

    private static int FreeOf(long word) => (int)word;

    private static long WordOf(int running, int free) => ((long)running << 32) | (uint)free;

    private long Withdraw(int free)
    {
        while (true)
        {
            var word = Interlocked.Read(ref _word);
            var next = WordOf(RunningOf(word), Math.Min(FreeOf(word), free));
            if (Interlocked.CompareExchange(ref _word, next, word) == word)
            {
                return next;
            }
        }
    }

    private sealed record Terms(int Most, long ValidUntil)
    {
        public static readonly Terms Nothing = new(-1, 0);
    }
}
