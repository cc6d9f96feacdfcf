namespace Switchyard.Hub.Chats;

/// <summary>A message of a chat.</summary>
public sealed record ChatMessage
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Number of its turn.</summary>
    public required long Turn { get; init; }

    /// <summary>0 for the first of its turn; unique in it.</summary>
    public required int Position { get; init; }

    /// <summary>Who speaks.</summary>
    public required string Role { get; init; }

    /// <summary>What is said, as JSON. Kept sealed; null when no key opens it.</summary>
    public required string? Json { get; init; }

    /// <summary>Whether it is whole.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Without what is said.</summary>
    public override string ToString() => $"{nameof(ChatMessage)} {Id:D} {Turn}.{Position} {Role}";
}
