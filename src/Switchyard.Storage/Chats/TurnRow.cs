namespace Switchyard.Storage.Chats;

/// <summary>A turn of a chat.</summary>
public sealed record TurnRow
{
    /// <summary>The chat.</summary>
    public required Guid ChatId { get; init; }

    /// <summary>Number of the turn.</summary>
    public required long Turn { get; init; }
}
