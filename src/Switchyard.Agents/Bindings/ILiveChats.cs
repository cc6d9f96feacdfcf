namespace Switchyard.Agents.Bindings;

/// <summary>The chats that this node works on.</summary>
internal interface ILiveChats
{
    /// <summary>The chat if a turn of it runs here, or null.</summary>
    LiveChat? Find(Guid chatId);
}
