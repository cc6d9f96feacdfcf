namespace Switchyard.Storage.Chats;

/// <summary>The last chat of a page: the next page begins after it.</summary>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Id">Its id.</param>
public sealed record ChatCursor(DateTimeOffset UpdatedAt, Guid Id);
