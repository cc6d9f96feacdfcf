namespace Switchyard.Storage.Limits;

/// <summary>A row of <c>limit_warnings</c>: a warning of a budget that was given; once per limit, subject, month and share, whichever node gave it.</summary>
public sealed record LimitWarningRow
{
    /// <summary>Name of the limit.</summary>
    public required string LimitName { get; init; }

    /// <summary>Whose budget it is.</summary>
    public required Guid Subject { get; init; }

    /// <summary>The month.</summary>
    public required string Month { get; init; }

    /// <summary>Share of the budget in millionths.</summary>
    public required long Share { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset WarnedAt { get; init; }
}
