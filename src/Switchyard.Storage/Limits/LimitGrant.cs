namespace Switchyard.Storage.Limits;

/// <summary>The answer to a <see cref="LimitAsk"/>.</summary>
public sealed record LimitGrant
{
    /// <summary>Tokens of the rate, on top of what was kept.</summary>
    public long Tokens { get; init; }

    /// <summary>What is left of them for all nodes after this grant; negative after a limit was lowered.</summary>
    public long TokensLeft { get; init; }

    /// <summary>When there will be a token, if there is none left and nobody holds one unused; zero when there is one.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Room for requests at the same time, on top of what was kept.</summary>
    public long Slots { get; init; }

    /// <summary>What is left of them for all nodes after this grant; negative after a limit was lowered.</summary>
    public long SlotsLeft { get; init; }

    /// <summary>Room for cost, on top of what was kept.</summary>
    public long Nanos { get; init; }

    /// <summary>What is left of it for all nodes after this grant; negative when more was spent than reserved.</summary>
    public long NanosLeft { get; init; }

    /// <summary>Cost of the month that is recorded.</summary>
    public long Spent { get; init; }

    /// <summary>Shares of the budget at which this exchange was the first to warn, in millionths.</summary>
    public IReadOnlyList<long> Warnings { get; init; } = [];
}
