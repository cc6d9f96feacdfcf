namespace Switchyard.Admin.Client.Audit;

/// <summary>Which audit rows are wanted; null means any.</summary>
public sealed record AuditQuery
{
    /// <summary>Exactly this action, for example <c>provider.update</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Id or name of the actor.</summary>
    public string? Actor { get; init; }

    /// <summary>Kind of record, for example <c>provider</c>.</summary>
    public string? EntityType { get; init; }

    /// <summary>Id or name of the record.</summary>
    public string? Entity { get; init; }

    /// <summary>At or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Most rows, 1 to 1000; null: 100.</summary>
    public int? Limit { get; init; }

    /// <summary><c>next</c> of the former part.</summary>
    public string? Cursor { get; init; }
}
