namespace Switchyard.Admin.Client.Sessions;

/// <summary>A session with a part of its threads, the latest first.</summary>
/// <param name="Session">The session; its sums are over all its threads.</param>
/// <param name="Threads">The part.</param>
/// <param name="Next">Where the next part begins, or null.</param>
public sealed record SessionDetail(Session Session, IReadOnlyList<SessionThread> Threads, string? Next);
