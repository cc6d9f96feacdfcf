using Switchyard.Storage.Recording;

namespace Switchyard.Admin.Interceptions;

/// <summary>One upstream answer of an interception that had tools of a workspace.</summary>
internal sealed record TurnView
{
    public required int Position { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public string? ResponseId { get; init; }

    /// <summary>From its begin to its end, tools not included.</summary>
    public required double DurationMs { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required long CacheReadTokens { get; init; }

    public required long CacheWriteTokens { get; init; }

    public required long CacheWriteHourTokens { get; init; }

    public required long ReasoningTokens { get; init; }

    /// <summary>Cost in US dollars; null when the model had no price.</summary>
    public decimal? Cost { get; init; }

    public static TurnView Of(InterceptionTurnRow row) => new()
    {
        Position = row.Position,
        Provider = row.Provider,
        Model = row.Model,
        ResponseId = row.ResponseId,
        DurationMs = row.DurationMicros / 1000.0,
        InputTokens = row.InputTokens,
        OutputTokens = row.OutputTokens,
        CacheReadTokens = row.CacheReadTokens,
        CacheWriteTokens = row.CacheWriteTokens,
        CacheWriteHourTokens = row.CacheWriteHourTokens,
        ReasoningTokens = row.ReasoningTokens,
        Cost = row.CostNanos is { } nanos ? RecordingQuery.Dollars(nanos) : null,
    };
}
