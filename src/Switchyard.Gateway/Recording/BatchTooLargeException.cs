namespace Switchyard.Gateway.Recording;

/// <summary>A batch is larger than what is taken at once; its halves may not be.</summary>
public sealed class BatchTooLargeException(string message) : Exception(message);
