using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>Where a node gets its shares of limits from. A process without a database has a bank of its own, and so limits for itself.</summary>
internal interface ILimitBank
{
    /// <summary>Whether other processes take from it too. If not, rates and concurrency need no bank at all; budgets are kept in it in any case.</summary>
    bool IsShared { get; }

    /// <summary>The id under which this node has a budget of its own.</summary>
    Guid Node { get; }

    /// <summary>How many processes take from it, this one included, as far as is known.</summary>
    int Members { get; }

    /// <summary>Asks for shares, and tells what is held. Answers in order. Any exception means that nothing can be had now.</summary>
    ValueTask<IReadOnlyList<LimitGrant>> ExchangeAsync(IReadOnlyList<LimitAsk> asks, CancellationToken cancellationToken);

    /// <summary>Gives back what this node holds; it asks for nothing any more.</summary>
    ValueTask LeaveAsync(CancellationToken cancellationToken);

    /// <summary>Cleans up, every now and then.</summary>
    ValueTask TidyAsync(CancellationToken cancellationToken);
}
