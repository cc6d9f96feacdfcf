namespace Switchyard.Model.Bundles;

/// <summary>A tool that a bundle's server offers.</summary>
/// <param name="Name">The server's own name.</param>
/// <param name="Definition">The whole definition as the server sent it (JSON, UTF-8).</param>
/// <param name="Hash">Lower-case hexadecimal SHA-256 of name, description and schemas, what <c>pinTools</c> compares.</param>
/// <param name="IsQuarantined">Whether it is withheld because it is not the approved one.</param>
public sealed record BundleTool(string Name, ReadOnlyMemory<byte> Definition, string Hash, bool IsQuarantined);
