namespace Switchyard.Gateway.Asking.Messages;

/// <summary>A call was answered.</summary>
/// <param name="CallId">Id of the call.</param>
/// <param name="Text">What the model is told.</param>
/// <param name="IsError">Whether the call failed.</param>
public sealed record ToolMessage(string CallId, string Text, bool IsError) : ModelMessage;
