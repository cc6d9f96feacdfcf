using Switchyard.Model.Limits;
using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>A limit as one configuration has it, bound to the counter of one subject.</summary>
/// <param name="config">How much.</param>
/// <param name="counter">How much is used.</param>
internal sealed class LimitRule(LimitConfig config, LimitCounter counter)
{
    private const decimal NanosPerDollar = 1_000_000_000m;

    /// <summary>How much.</summary>
    public LimitConfig Config => config;

    /// <summary>How much is used.</summary>
    public LimitCounter Counter => counter;

    /// <summary>The budget in billionths of a US dollar; 0 is none.</summary>
    public long BudgetNanos { get; } = config.Budget is { } budget ? (long)decimal.Round(budget * NanosPerDollar) : 0;

    /// <summary>Shares of the budget at which to warn, in millionths, ascending.</summary>
    public IReadOnlyList<long> WarnAt { get; } = [.. config.WarnAt.Select(static share => (long)decimal.Round(share * BudgetLevels.Whole)).Distinct().Order()];

    /// <summary>The scope as the table of spend writes it.</summary>
    public string SpendScope { get; } = config.Scope switch
    {
        LimitScope.Provider => "provider",
        LimitScope.User => "user",
        LimitScope.AccessKey => "access_key",
        _ => "node",
    };
}
