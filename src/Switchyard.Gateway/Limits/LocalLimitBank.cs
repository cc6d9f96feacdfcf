using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>The bank of a process on its own: what it did not spend itself is there. It remembers nothing beyond the life of the process.</summary>
internal sealed class LocalLimitBank : ILimitBank
{
    /// <inheritdoc />
    public bool IsShared => false;

    /// <inheritdoc />
    public Guid Node => Guid.Empty;

    /// <inheritdoc />
    public int Members => 1;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<LimitGrant>> ExchangeAsync(IReadOnlyList<LimitAsk> asks, CancellationToken cancellationToken) => new(asks.Select(Grant).ToArray());

    /// <inheritdoc />
    public ValueTask LeaveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc />
    public ValueTask TidyAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private static LimitGrant Grant(LimitAsk ask)
    {
        if (ask.Budget is not { } budget)
        {
            return new LimitGrant();
        }

        var available = budget.Nanos - budget.Keep;
        var granted = ShareRule.Grant(available, budget.Need, budget.Spare);
        return new LimitGrant { Nanos = granted, NanosLeft = available - granted };
    }
}
