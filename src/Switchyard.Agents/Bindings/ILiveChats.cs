namespace Switchyard.Agents.Bindings;

/// <summary>The chats that this node works on.</summary>
internal interface ILiveChats
{
    /// <summary>The chat if a turn of it runs here, or ran here a moment ago; or null.</summary>
    LiveChat? Find(Guid chatId);

    /// <summary>The version of the stream of chats at which the first of the turns that this node works on, or just worked on, began; null without any. Their bindings are not older.</summary>
    long? Since { get; }
}
