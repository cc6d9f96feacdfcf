namespace Switchyard.Admin.Sessions;

/// <summary>A tool call of a thread.</summary>
/// <param name="InterceptionId">The interception that made it; its arguments are there.</param>
/// <param name="At">When that interception began.</param>
/// <param name="Id">The call's id as the upstream named it.</param>
/// <param name="Name">The tool.</param>
internal sealed record ThreadToolCallView(Guid InterceptionId, DateTimeOffset At, string Id, string Name);
