namespace Switchyard.Admin.Bundles;

/// <summary>How an operation on a bundle went on this node.</summary>
/// <param name="Ok">Whether it went well; null while that is open (202).</param>
/// <param name="Code">Why it did not, a stable code; null otherwise.</param>
/// <param name="Error">Why it did not, for people; null otherwise.</param>
/// <param name="Generation">Incarnations so far; it has not grown when the old one keeps serving.</param>
/// <param name="State">The state the bundle is in.</param>
/// <param name="Reason">Why it is in that state.</param>
internal sealed record BundleOutcomeView(bool? Ok, string? Code, string? Error, long Generation, string State, string Reason);
