namespace Switchyard.Storage.Chats;

/// <summary>A row of <c>chat_messages</c>.</summary>
public sealed record ChatMessageRow
{
    /// <summary>State of a message that is whole.</summary>
    public const string Complete = "complete";

    /// <summary>State of a message that is still written, or whose turn ended before it was whole.</summary>
    public const string Partial = "partial";

    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The chat.</summary>
    public required Guid ChatId { get; init; }

    /// <summary>Number of the turn.</summary>
    public required long Turn { get; init; }

    /// <summary>0 for the first of its turn; unique in it.</summary>
    public required int Position { get; init; }

    /// <summary>Who speaks.</summary>
    public required string Role { get; init; }

    /// <summary>What is said, JSON sealed for <c>chat_messages.sealed</c> and <see cref="Id"/>.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary><see cref="Complete"/> or <see cref="Partial"/>.</summary>
    public string State { get; init; } = Complete;

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
