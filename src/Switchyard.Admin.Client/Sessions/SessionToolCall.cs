namespace Switchyard.Admin.Client.Sessions;

/// <summary>A tool call of a thread.</summary>
/// <param name="InterceptionId">The interception that made it.</param>
/// <param name="At">When that began.</param>
/// <param name="Id">The call's id.</param>
/// <param name="Name">The tool.</param>
public sealed record SessionToolCall(Guid InterceptionId, DateTimeOffset At, string Id, string Name);
