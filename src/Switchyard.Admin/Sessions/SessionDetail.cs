namespace Switchyard.Admin.Sessions;

/// <summary>A session with a part of its threads, the latest first. The session's totals are over all its threads.</summary>
internal sealed record SessionDetail(SessionView Session, IReadOnlyList<ThreadView> Threads, string? Next);
