namespace Switchyard.Model.Modules;

/// <summary>A module as the data plane runs it.</summary>
/// <param name="Revision">The revision the data plane runs.</param>
/// <param name="ChangedRevision">The revision that put the module in force as it is now.</param>
/// <param name="IsIdle">Whether its configuration leaves it nothing to do, so that no request meets it.</param>
/// <param name="Failures">How often it threw in a request since it was first in force.</param>
/// <param name="FailedAt">When it last did, or null.</param>
public sealed record ModuleReport(long Revision, long ChangedRevision, bool IsIdle, long Failures, DateTimeOffset? FailedAt);
