namespace Switchyard.Gateway.Asking.Messages;

/// <summary>The model said something.</summary>
/// <param name="Text">What; may be empty if it only made calls.</param>
/// <param name="Calls">The calls it made, in its order; each must be answered by a <see cref="ToolMessage"/> that follows.</param>
public sealed record AssistantMessage(string Text, IReadOnlyList<ModelToolCall> Calls) : ModelMessage;
