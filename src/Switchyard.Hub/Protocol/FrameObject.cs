namespace Switchyard.Hub.Protocol;

/// <summary>A state object as it travels.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Value">Its content, a JSON object in UTF-8; null when it is removed.</param>
/// <param name="Sealed">Its secrets, sealed by the <see cref="SecretChannel"/> of the connection, or null without any.</param>
public sealed record FrameObject(string Kind, string Id, ReadOnlyMemory<byte>? Value, string? Sealed);
