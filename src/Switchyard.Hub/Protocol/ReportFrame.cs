namespace Switchyard.Hub.Protocol;

/// <summary>What an instance says about its keys, providers and requests, in the form of a node's report.</summary>
/// <param name="Facts">A JSON object in UTF-8.</param>
public sealed record ReportFrame(ReadOnlyMemory<byte> Facts) : Frame;
