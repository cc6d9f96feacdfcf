namespace Switchyard.Storage.Recording;

/// <summary>A session: the interceptions of one user and client that carry one session name.</summary>
public sealed record SessionRow : UsageTotals
{
    /// <summary>The session.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name as the client gave it.</summary>
    public required string Session { get; init; }

    /// <summary>The client.</summary>
    public required string Client { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>When its first interception began.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When its latest interception began.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Interceptions that run now.</summary>
    public long Running { get; init; }
}
