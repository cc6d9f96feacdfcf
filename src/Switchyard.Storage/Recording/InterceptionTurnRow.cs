namespace Switchyard.Storage.Recording;

/// <summary>A row of <c>interception_turns</c>: one upstream answer of an interception that had tools of a workspace.</summary>
public sealed record InterceptionTurnRow
{
    /// <summary>The interception.</summary>
    public required Guid InterceptionId { get; init; }

    /// <summary>0, 1, 2 …</summary>
    public required int Position { get; init; }

    /// <summary>Name of the provider that served it.</summary>
    public required string Provider { get; init; }

    /// <summary>The model asked for.</summary>
    public required string Model { get; init; }

    /// <summary>The upstream's id of the answer.</summary>
    public string? ResponseId { get; init; }

    /// <summary>From its begin to its end, tools not included.</summary>
    public long DurationMicros { get; init; }

    /// <summary>Uncached input.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output, reasoning included.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Input read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Input written to a five-minute cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Input written to a one-hour cache.</summary>
    public long CacheWriteHourTokens { get; init; }

    /// <summary>The part of the output that was reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Billionths of a US dollar; null for a model without a price.</summary>
    public long? CostNanos { get; init; }
}
