using System.Text.Json;

namespace Switchyard.Admin.Client.Chats;

/// <summary>A call of a tool in a message of a chat.</summary>
/// <param name="Id">What its answer names.</param>
/// <param name="Name">Name of the tool.</param>
/// <param name="Arguments">What it is called with.</param>
public sealed record ChatToolCall(string Id, string Name, JsonElement Arguments);
