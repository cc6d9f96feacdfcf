namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>A client takes nothing of its stream any more.</summary>
internal sealed class SlowReaderException() : IOException("The client takes nothing of its stream.");
