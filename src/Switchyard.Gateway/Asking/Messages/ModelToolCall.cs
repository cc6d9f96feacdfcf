namespace Switchyard.Gateway.Asking.Messages;

/// <summary>A call of a tool that a model made.</summary>
/// <param name="Id">Its id, unique within the answer.</param>
/// <param name="Name">The tool, as the model was told it.</param>
/// <param name="Arguments">Its arguments as the model wrote them, which is not always valid JSON; empty for none.</param>
public sealed record ModelToolCall(string Id, string Name, string Arguments);
