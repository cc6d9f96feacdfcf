using System.Text.Json;

namespace Switchyard.Admin.Bundles;

/// <summary>A tool that a bundle offers on this node.</summary>
/// <param name="Name">The server's own name.</param>
/// <param name="Hash">Hash of name, description and schemas.</param>
/// <param name="Quarantined">Whether it is withheld because it is not the approved one.</param>
/// <param name="ApprovedHash">The approved hash of a bundle that pins its tools; null when none is.</param>
/// <param name="Definition">The definition as the server sent it.</param>
internal sealed record BundleToolView(string Name, string Hash, bool Quarantined, string? ApprovedHash, JsonElement Definition);
