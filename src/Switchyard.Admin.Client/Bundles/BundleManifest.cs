namespace Switchyard.Admin.Client.Bundles;

/// <summary>What an archive says of itself.</summary>
/// <param name="Name">What its author named it.</param>
/// <param name="Version">Its version.</param>
/// <param name="DisplayName">What people call it, may be empty.</param>
/// <param name="Description">What it is for, may be empty.</param>
/// <param name="Runtime"><c>node</c>, <c>python</c>, <c>binary</c> or <c>uv</c>.</param>
/// <param name="Command">The program, with the variables of the manifest.</param>
/// <param name="Args">Its arguments.</param>
/// <param name="Fields">What whoever installs it may or must say.</param>
public sealed record BundleManifest(
    string Name, string Version, string DisplayName, string Description, string Runtime, string Command, IReadOnlyList<string> Args, IReadOnlyList<BundleManifestField> Fields);
