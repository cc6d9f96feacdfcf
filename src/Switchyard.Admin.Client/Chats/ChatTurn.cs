namespace Switchyard.Admin.Client.Chats;

/// <summary>The newest turn of a chat.</summary>
/// <param name="State"><c>idle</c>, <c>running</c>, <c>interrupted</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Number">Turns so far.</param>
/// <param name="Node">The node that works on it, or null.</param>
public sealed record ChatTurn(string State, long Number, string? Node = null);
