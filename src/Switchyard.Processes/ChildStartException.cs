namespace Switchyard.Processes;

/// <summary>A process could not be started. The message is one sentence for people.</summary>
public sealed class ChildStartException(string message, Exception? cause = null) : Exception(message, cause);
