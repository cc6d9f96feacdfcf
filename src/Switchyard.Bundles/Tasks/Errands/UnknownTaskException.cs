namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>A server does not know a task that it made.</summary>
internal sealed class UnknownTaskException(string message) : Exception(message);
