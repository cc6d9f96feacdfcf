namespace Switchyard.Admin.Client.Chats;

/// <summary>Version and time of what a chat is bound to.</summary>
/// <param name="Version">One more with each change.</param>
/// <param name="At">When it last changed.</param>
public sealed record ChatBinding(long Version, DateTimeOffset At);
