namespace Switchyard.Storage.Recording;

/// <summary>Which interception produced a tool call.</summary>
/// <param name="UserId">Its user.</param>
/// <param name="CallId">Id of the call.</param>
/// <param name="InterceptionId">The newest such interception.</param>
/// <param name="RootId">The first of its thread.</param>
public sealed record ToolCallProducer(Guid UserId, string CallId, Guid InterceptionId, Guid RootId);
