namespace Switchyard.Storage.Chats;

/// <summary>
/// What a node has to show for every write of a turn: that it is the newest of its chat, that it runs, that it is the node's, and that its lease is not over. A node that was away for too long can show none of it.
/// </summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Turn">Number of the turn.</param>
/// <param name="Node">The node.</param>
public sealed record TurnFence(Guid ChatId, long Turn, Guid Node);
