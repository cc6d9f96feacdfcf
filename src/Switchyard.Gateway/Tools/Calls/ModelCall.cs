namespace Switchyard.Gateway.Tools.Calls;

/// <summary>A call of an injected tool that a model made.</summary>
/// <param name="Id">Its id, unlike that of every other call of the turn: one that the model gave twice, or not at all, was replaced.</param>
/// <param name="Name">The tool, as the model names it.</param>
/// <param name="Arguments">Its arguments as the model wrote them (UTF-8), which is not always valid JSON; empty for none.</param>
/// <param name="Before">How many calls of the client's tools the turn has before it.</param>
/// <param name="IsRepeated">Whether the model had given its id to an earlier call; then it is not run.</param>
internal sealed record ModelCall(string Id, string Name, ReadOnlyMemory<byte> Arguments, int Before, bool IsRepeated);
