namespace Switchyard.Proxy.Greeting;

/// <summary>What a client sent first.</summary>
/// <param name="Refusal">Why it is not looked at any further, or null.</param>
/// <param name="Head">The head with the empty line that ends it.</param>
/// <param name="Rest">What came behind it already, and belongs to the tunnel.</param>
internal sealed record HeadRead(Refusal? Refusal, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Rest);
