namespace Switchyard.Admin.Bundles;

/// <summary>How a bundle fares, of one node or as a summary.</summary>
internal sealed record BundleStanding(string State, string Reason, long Generation, DateTimeOffset? Since, string? LastError, string Auth, long? RunningVersion);
