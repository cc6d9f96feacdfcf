namespace Switchyard.Model.Chats;

/// <summary>Who speaks in a message of a chat.</summary>
public static class ChatRoles
{
    /// <summary>The chat's owner.</summary>
    public const string User = "user";

    /// <summary>The model.</summary>
    public const string Assistant = "assistant";

    /// <summary>A tool, with the result of a call.</summary>
    public const string Tool = "tool";
}
