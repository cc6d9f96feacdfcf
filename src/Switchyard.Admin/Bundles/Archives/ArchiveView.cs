namespace Switchyard.Admin.Bundles.Archives;

/// <summary>An archive that was uploaded.</summary>
/// <param name="Archive">SHA-256 of its bytes; what a definition names it by.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Manifest">What it says of itself.</param>
internal sealed record ArchiveView(string Archive, long Size, ManifestView Manifest);
