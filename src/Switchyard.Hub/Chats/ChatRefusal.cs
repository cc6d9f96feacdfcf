namespace Switchyard.Hub.Chats;

/// <summary>Why a chat was not made or changed.</summary>
public enum ChatRefusal
{
    /// <summary>It was done.</summary>
    None,

    /// <summary>The user has no such chat.</summary>
    NoChat,

    /// <summary>The user has no such chat to begin from.</summary>
    NoParent,

    /// <summary>There is no such workspace.</summary>
    NoWorkspace,

    /// <summary>A turn runs.</summary>
    TurnRunning,
}
