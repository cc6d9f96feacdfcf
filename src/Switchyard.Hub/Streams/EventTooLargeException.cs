namespace Switchyard.Hub.Streams;

/// <summary>An event is larger than a stream takes; nothing was written.</summary>
/// <param name="bytes">Its size.</param>
public sealed class EventTooLargeException(long bytes) : Exception($"payload_too_large: the event has {bytes} bytes; at most {HubPublisher.MaxBytes} are taken.")
{
    /// <summary>The stable code of this refusal.</summary>
    public const string Code = "payload_too_large";
}
