namespace Switchyard.Configuration.Reloading;

/// <summary>How one look at the sources ended.</summary>
/// <param name="Kind">What came of it.</param>
/// <param name="Revision">The revision in force afterwards, or null before the first.</param>
/// <param name="Reason">Why it was rejected or could not be read, else null.</param>
public sealed record ReloadOutcome(ReloadKind Kind, long? Revision, string? Reason = null);
