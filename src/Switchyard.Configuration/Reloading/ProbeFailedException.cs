namespace Switchyard.Configuration.Reloading;

/// <summary>A configuration that was tried before it was put in force did not work. The cause may pass, so it is tried again.</summary>
/// <param name="reason">What happened, without secrets.</param>
public sealed class ProbeFailedException(string reason) : Exception(reason);
