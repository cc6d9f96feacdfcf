namespace Switchyard.Gateway.Detection;

/// <summary>Who sent a request.</summary>
/// <param name="Client">The client's name, or <c>unknown</c>.</param>
/// <param name="Session">Its session id, 1 to 100 characters, or null.</param>
internal readonly record struct DetectedClient(string Client, string? Session)
{
    /// <summary>Nobody known.</summary>
    public static DetectedClient Unknown { get; } = new("unknown", null);
}
