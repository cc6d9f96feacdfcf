namespace Switchyard.Edge.Usage;

/// <summary>The control plane refuses the content of a batch.</summary>
/// <param name="message">What it says.</param>
internal sealed class UsageRefusedException(string message) : Exception(message);
