namespace Switchyard.Admin.Client.Configuration;

/// <summary>What came of reading the sources now.</summary>
/// <param name="Outcome"><c>applied</c>, <c>unchanged</c>, <c>rejected</c> or <c>failed</c>.</param>
/// <param name="Revision">The revision in force afterwards.</param>
/// <param name="Reason">Why it was rejected or could not be read, or null.</param>
public sealed record ReloadResult(string Outcome, long? Revision, string? Reason);
