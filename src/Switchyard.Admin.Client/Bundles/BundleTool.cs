using System.Text.Json;

namespace Switchyard.Admin.Client.Bundles;

/// <summary>A tool that a bundle offers.</summary>
/// <param name="Name">The server's own name.</param>
/// <param name="Hash">Hash of name, description and schemas.</param>
/// <param name="Quarantined">Whether it is withheld because it is not the approved one.</param>
/// <param name="ApprovedHash">The approved hash, or null.</param>
/// <param name="Definition">The definition as the server sent it.</param>
public sealed record BundleTool(string Name, string Hash, bool Quarantined, string? ApprovedHash, JsonElement Definition);
