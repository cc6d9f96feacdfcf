namespace Switchyard.Gateway.Asking.Messages;

/// <summary>The user said something.</summary>
/// <param name="Text">What.</param>
public sealed record UserMessage(string Text) : ModelMessage;
