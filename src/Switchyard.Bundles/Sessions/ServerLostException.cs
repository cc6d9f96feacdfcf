namespace Switchyard.Bundles.Sessions;

/// <summary>A server ended, or the way to it broke, before it answered.</summary>
internal sealed class ServerLostException(string message, bool wasWritten, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether the request may have reached the server: only one that surely has not may be sent again.</summary>
    public bool WasWritten { get; } = wasWritten;
}
