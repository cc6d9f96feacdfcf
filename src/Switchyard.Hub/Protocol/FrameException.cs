namespace Switchyard.Hub.Protocol;

/// <summary>A frame can not be understood; the message says what is wrong and where.</summary>
public sealed class FrameException(string message, Exception? inner = null) : Exception(message, inner);
