namespace Switchyard.Model.Bundles;

/// <summary>A bundle whose tools are not on offer.</summary>
/// <param name="Bundle">Its name.</param>
/// <param name="Reason">Why: a stable code such as <c>idle</c>, <c>credentials_missing</c>, <c>operator</c>.</param>
public sealed record UnlistedBundle(string Bundle, string Reason);
