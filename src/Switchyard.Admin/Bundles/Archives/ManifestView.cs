namespace Switchyard.Admin.Bundles.Archives;

/// <summary>What an archive says of itself.</summary>
/// <param name="Name">What its author named it.</param>
/// <param name="Version">Its version.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Runtime"><c>node</c>, <c>python</c>, <c>binary</c> or <c>uv</c>.</param>
/// <param name="Command">The program, with the variables of the manifest.</param>
/// <param name="Args">Its arguments.</param>
/// <param name="Fields">What whoever installs it may or must say.</param>
internal sealed record ManifestView(
    string Name, string Version, string DisplayName, string Description, string Runtime, string Command, IReadOnlyList<string> Args, IReadOnlyList<ManifestFieldView> Fields);
