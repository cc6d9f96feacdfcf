namespace Switchyard.Configuration.Peers;

/// <summary>Another node gave no answer.</summary>
/// <param name="fault">Why.</param>
/// <param name="message">One sentence.</param>
/// <param name="wasWritten">Whether the request may have reached it.</param>
/// <param name="inner">What happened, or null.</param>
public sealed class PeerException(PeerFault fault, string message, bool wasWritten = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public PeerFault Fault { get; } = fault;

    /// <summary>Whether the request may have reached it.</summary>
    public bool WasWritten { get; } = wasWritten;
}
