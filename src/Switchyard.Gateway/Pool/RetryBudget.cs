namespace Switchyard.Gateway.Pool;

/// <summary>
/// Keeps extra attempts a small share of the node's requests, so that a failing upstream is not hit harder than a healthy one. Each request pays its share in,
/// each extra attempt takes one out; a small reserve that refills slowly lets a quiet node repeat at all.
/// </summary>
internal sealed class RetryBudget
{
    private const long One = 1000;
    private const long Reserve = 10 * One;
    private const long Most = 100 * One;
    private static readonly long RefillEvery = TimeSpan.FromSeconds(10).Ticks;

    private long _balance = Reserve;
    private long _refilledAt;

    /// <summary>Attempts that could be paid now.</summary>
    public double Balance => (double)Interlocked.Read(ref _balance) / One;

    /// <summary>A request begins; <paramref name="share"/> is the share of its provider, 0 to 1.</summary>
    public void Deposit(double share)
    {
        if (Interlocked.Read(ref _balance) < Most)
        {
            Interlocked.Add(ref _balance, (long)(share * One));
        }
    }

    /// <summary>Takes one extra attempt out. False when the budget is spent.</summary>
    public bool TryTake(long now)
    {
        Refill(now);
        while (true)
        {
            var balance = Interlocked.Read(ref _balance);
            if (balance < One)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _balance, balance - One, balance) == balance)
            {
                return true;
            }
        }
    }

    private void Refill(long now)
    {
        var since = Interlocked.Read(ref _refilledAt);
        if (Interlocked.Read(ref _balance) < Reserve && now - since >= RefillEvery && Interlocked.CompareExchange(ref _refilledAt, now, since) == since)
        {
            Interlocked.Add(ref _balance, One);
        }
    }
}
