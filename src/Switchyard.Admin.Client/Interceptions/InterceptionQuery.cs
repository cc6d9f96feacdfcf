namespace Switchyard.Admin.Client.Interceptions;

/// <summary>Which interceptions or sessions are wanted; null means any.</summary>
public sealed record InterceptionQuery
{
    /// <summary>Id or name of the user.</summary>
    public string? User { get; init; }

    /// <summary>The access key.</summary>
    public Guid? AccessKey { get; init; }

    /// <summary>Id or name of the provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The client.</summary>
    public string? Client { get; init; }

    /// <summary>The session as the client named it.</summary>
    public string? Session { get; init; }

    /// <summary><c>running</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c> or <c>aborted</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Begun after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Begun before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Most rows, 1 to 1000; null: 100.</summary>
    public int? Limit { get; init; }

    /// <summary><c>next</c> of the former part.</summary>
    public string? Cursor { get; init; }
}
