using System.Text.Json;

namespace Switchyard.Admin.Client.Chats;

/// <summary>A message of a chat.</summary>
public sealed record ChatMessage
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Number of its turn.</summary>
    public required long Turn { get; init; }

    /// <summary><c>user</c>, <c>assistant</c> or <c>tool</c>.</summary>
    public required string Role { get; init; }

    /// <summary><c>complete</c>, or <c>partial</c> when its turn has not come to its end or never did.</summary>
    public string State { get; init; } = "complete";

    /// <summary>What is said: a text, or whatever else the node keeps.</summary>
    public JsonElement Content { get; init; }

    /// <summary>Calls of tools in the message, or null.</summary>
    public IReadOnlyList<ChatToolCall>? ToolCalls { get; init; }

    /// <summary>The call that it answers, or null.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Whether that call failed, or null.</summary>
    public bool? IsError { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
