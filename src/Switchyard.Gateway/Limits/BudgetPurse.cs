using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>
/// What a node may spend of one budget in one month without asking, in billionths of a US dollar. A request reserves what it may cost; at its end the reservation becomes its real cost, which
/// stays with the purse until it is recorded in the database, where all nodes see it.
/// </summary>
/// <remarks>
/// Held by this node according to the database = free + taken + what was recorded since. Requests change <c>free</c>, the recording adds to <c>recorded</c>, the exchanger alone knows what is held;
/// so taken follows from three numbers. They are read in an order in which taken can only come out too large, never too small.
/// </remarks>
internal sealed class BudgetPurse(string month)
{
    private const int Ahead = 4;

    private Terms _terms = Terms.Nothing;
    private Refusal _refusal = Refusal.None;
    private long _free;
    private long _recorded;
    private long _need;
    private long _largest;
    private long _lent;
    private int _hasLent;
    private int _refused;
    private int _refusedTold;
    private long _held;
    private long _heldRecorded;
    private long _asked;
    private long _toldFree;
    private long _toldAt;
    private long _busyAt;

    /// <summary>The month, as it is written in the database.</summary>
    public string Month => month;

    /// <summary>What requests may still reserve; below zero when requests cost more than they reserved.</summary>
    public long Free => Interlocked.Read(ref _free);

    /// <summary>Recorded cost of all nodes when the node last asked.</summary>
    public long Spent { get; private set; }

    /// <summary>The budget when the node last asked; 0 before.</summary>
    public long Budget => Math.Max(0, Volatile.Read(ref _terms).Budget);

    /// <summary>Reserves <paramref name="amount"/> of <paramref name="budget"/>. Nothing needs no room.</summary>
    public LimitVerdict TryReserve(in LimitMoment moment, long budget, long amount)
    {
        if (amount == 0)
        {
            return LimitVerdict.Admitted;
        }

        var terms = Volatile.Read(ref _terms);
        var isMine = moment.ShareOf > 0 || (terms.Budget == budget && moment.Now < terms.ValidUntil);
        if (moment.ShareOf > 0)
        {
            Lend(budget, moment.ShareOf);
        }

        if (isMine && TryTake(amount))
        {
            return LimitVerdict.Admitted;
        }

        if (moment.ShareOf > 0 || Volatile.Read(ref _refusal).Covers(budget, amount, moment.Now, out _))
        {
            Volatile.Write(ref _refused, 1);
            return LimitVerdict.BudgetExceeded;
        }

        if (amount > Interlocked.Read(ref _largest))
        {
            Interlocked.Exchange(ref _largest, amount);
        }

        Interlocked.Add(ref _need, amount);
        return LimitVerdict.Ask;
    }

    /// <summary>A request that reserved <paramref name="reserved"/> has cost <paramref name="cost"/>, which is not recorded yet; 0 gives the whole reservation back.</summary>
    public void Settle(long reserved, long cost) => Interlocked.Add(ref _free, reserved - cost);

    /// <summary>Cost that was settled is recorded.</summary>
    public void Recorded(long cost) => Interlocked.Add(ref _recorded, cost);

    /// <summary>What to ask for, or null when nothing is due and <paramref name="force"/> does not want it told all the same. The exchanger's alone.</summary>
    public BudgetAsk? Ask(long now, LimitRule rule, bool force)
    {
        var budget = rule.BudgetNanos;
        var need = Interlocked.Exchange(ref _need, 0);
        _held += Interlocked.Exchange(ref _lent, 0);
        var recorded = Interlocked.Read(ref _recorded);
        var isOther = _terms.Budget != budget || now >= _terms.ValidUntil;
        if (need > 0 || Free != _toldFree)
        {
            _busyAt = now;
        }

        // What is wanted in advance: room for some requests like the last, while there is plenty.
        var isIdle = now - _busyAt > LimitTimes.Idle;
        var target = isIdle ? 0 : Math.Min(Ahead * Math.Max(Interlocked.Read(ref _largest), need), Math.Max(_terms.Left, 0) / ShareRule.Part);
        if (isIdle)
        {
            Interlocked.Exchange(ref _largest, 0);
        }

        // What was just granted is for requests that are about to wake; it is not given back under their hands.
        var age = now - _toldAt;
        if (isOther || (age >= LimitTimes.Tell && Free > target))
        {
            _held -= Withdraw(isOther ? 0 : target);
        }

        var free = Free;
        var keep = _held - (recorded - _heldRecorded) - Math.Min(free, 0);

        // Said again with whatever is told until a request is let in: cost is recorded late, and only then can it be seen that the budget is used up.
        var refused = Volatile.Read(ref _refused) != 0;
        var isDue = force || need > 0
            || (age >= LimitTimes.Tell && (free != 0 || free != _toldFree || recorded != _heldRecorded || (refused && _refusedTold == 0)))
            || (age >= LimitTimes.Renew && (_held != 0 || keep != 0));
        if (!isDue)
        {
            return null;
        }

        _refusedTold = refused ? 1 : 0;
        var spare = isOther ? Ahead * need : Math.Max(target - Math.Max(free, 0), 0);
        _asked = recorded;
        return new BudgetAsk(budget, month, rule.SpendScope, keep, need, spare, rule.WarnAt, refused);
    }

    /// <summary>Puts in force what was granted. <paramref name="sentAt"/> is from before the question was sent. The exchanger's alone.</summary>
    public void Apply(BudgetAsk ask, LimitGrant grant, long sentAt, long now)
    {
        Spent = grant.Spent;
        var refusal = grant.Nanos < ask.Need ? new Refusal(ask.Nanos, grant.Nanos + Math.Max(grant.NanosLeft, 0) + 1, now + LimitTimes.Refused, now) : Refusal.None;
        Volatile.Write(ref _refusal, refusal);
        if (ask.Need > 0 && grant.Nanos >= ask.Need)
        {
            Volatile.Write(ref _refused, 0);
        }

        var held = ask.Keep + grant.Nanos;
        Interlocked.Add(ref _free, held - (_held - (_asked - _heldRecorded)));
        _held = held;
        _heldRecorded = _asked;
        _toldFree = Free;
        _toldAt = now;
        Volatile.Write(ref _hasLent, 0);
        Volatile.Write(ref _terms, new Terms(ask.Nanos, sentAt + LimitLedger.LeaseTime.Ticks, grant.NanosLeft));
    }

    /// <summary>The question was not answered: what it said about refusals is to be said again.</summary>
    public void Failed(BudgetAsk ask)
    {
        if (ask.Refused)
        {
            _refusedTold = 0;
        }
    }

    /// <summary>Whether anything is held, waited for or untold.</summary>
    public bool IsActive =>
        _held != 0 || Interlocked.Read(ref _need) > 0 || Free != 0 || Interlocked.Read(ref _recorded) != _heldRecorded || Volatile.Read(ref _refused) > _refusedTold;

    // Once per absence of the database: the node's part of what was last seen to be left, or of the whole budget if it never saw anything.
    private void Lend(long budget, int shareOf)
    {
        if (Interlocked.Exchange(ref _hasLent, 1) == 0)
        {
            var terms = Volatile.Read(ref _terms);
            var lent = (terms.Budget < 0 ? budget : Math.Max(terms.Left, 0)) / shareOf;

            // In this order: seen half, it is a purse with too much taken.
            Interlocked.Add(ref _lent, lent);
            Interlocked.Add(ref _free, lent);
        }
    }

    private bool TryTake(long amount)
    {
        while (true)
        {
            var free = Free;
            if (free < amount)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _free, free - amount, free) == free)
            {
                return true;
            }
        }
    }

    private long Withdraw(long keep)
    {
        while (true)
        {
            var free = Free;
            if (free <= keep)
            {
                return 0;
            }

            if (Interlocked.CompareExchange(ref _free, keep, free) == free)
            {
                return free - keep;
            }
        }
    }

    private sealed record Terms(long Budget, long ValidUntil, long Left)
    {
        public static readonly Terms Nothing = new(-1, 0, 0);
    }
}
