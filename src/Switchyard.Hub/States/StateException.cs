namespace Switchyard.Hub.States;

/// <summary>A state that can not be used; the message says which object and why, without secrets.</summary>
public sealed class StateException(string message, Exception? inner = null) : Exception(message, inner);
