namespace Switchyard.Faults.SeededBugs;

/// <summary>What a door does now and then instead of passing an exchange on.</summary>
/// <param name="side">Whose door.</param>
/// <param name="every">It lies at every so manieth exchange that fits.</param>
/// <param name="fits">Which exchanges.</param>
/// <param name="tell">Answers one; returns whether it was a lie.</param>
internal sealed class Lie(DoorSide side, int every, Func<Exchange, bool> fits, Func<Exchange, Task<bool>> tell)
{
    private const int Enough = 3;

    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;
    private int _lies;

    public DoorSide Side { get; } = side;

    /// <summary>Completes when it has been told often enough to be found.</summary>
    public Task Told => _told.Task;

    /// <summary>Answers <paramref name="exchange"/>, honestly or not.</summary>
    public async Task AnswerAsync(Exchange exchange)
    {
        if (!fits(exchange) || Interlocked.Increment(ref _seen) % every != 0)
        {
            await exchange.PassAsync();
        }
        else if (await tell(exchange))
        {
            Count();
        }
    }

    /// <summary>One more lie was told; only for those that tell several in one exchange.</summary>
    public void Count()
    {
        if (Interlocked.Increment(ref _lies) >= Enough)
        {
            _told.TrySetResult();
        }
    }
}
