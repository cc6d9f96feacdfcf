namespace Switchyard.Storage.Tools;

/// <summary>A row of <c>kept_tools</c>.</summary>
public sealed record KeptToolRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid UserId { get; init; }

    /// <summary>What the user comes back with; unique for the user.</summary>
    public required string KeptKey { get; init; }

    /// <summary>The content, sealed for <c>kept_tools.sealed</c> and <see cref="Id"/>.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>First instant at which it is not there any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
