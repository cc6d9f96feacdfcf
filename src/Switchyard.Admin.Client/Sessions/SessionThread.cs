using Switchyard.Admin.Client.Usage;

namespace Switchyard.Admin.Client.Sessions;

/// <summary>A thread of a session.</summary>
/// <param name="RootId">Its first interception.</param>
/// <param name="FirstAt">When it began.</param>
/// <param name="LastAt">When its latest interception began.</param>
/// <param name="Totals">Sums over its interceptions.</param>
/// <param name="ToolCalls">Its tool calls in the order in which they were made.</param>
public sealed record SessionThread(Guid RootId, DateTimeOffset FirstAt, DateTimeOffset LastAt, UsageSums Totals, IReadOnlyList<SessionToolCall> ToolCalls);
