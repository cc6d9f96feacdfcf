namespace Switchyard.Admin.Client.Bundles;

/// <summary>How the respawn that a write of credentials brought about went.</summary>
/// <param name="Ok">Whether what runs has them; null while that is open.</param>
/// <param name="Error">Why not; null otherwise.</param>
public sealed record BundleRespawn(bool? Ok, string? Error);
