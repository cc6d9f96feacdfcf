namespace Switchyard.Admin.Bundles;

/// <summary>How the respawn that a write of credentials brings about went on this node.</summary>
/// <param name="Ok">Whether what runs has them; null while that is open (202).</param>
/// <param name="Error">Why not; null otherwise.</param>
internal sealed record BundleRespawnView(bool? Ok, string? Error);
