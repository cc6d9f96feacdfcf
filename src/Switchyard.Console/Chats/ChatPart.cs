using System.Text;

namespace Switchyard.Console.Chats;

/// <summary>A piece of an answer while it comes: text, or a call of a tool.</summary>
public sealed class ChatPart
{
    /// <summary>The call's id; null: it is text.</summary>
    public string? CallId { get; init; }

    /// <summary>Name of the tool.</summary>
    public string Tool { get; init; } = "";

    /// <summary>What it is called with.</summary>
    public string Arguments { get; init; } = "";

    /// <summary>The text so far.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>What the call was answered with; null: not yet.</summary>
    public string? Result { get; set; }

    /// <summary>Whether the call failed.</summary>
    public bool IsError { get; set; }
}
