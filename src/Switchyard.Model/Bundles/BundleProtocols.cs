namespace Switchyard.Model.Bundles;

/// <summary>The versions of the Model Context Protocol that bundles and <c>/mcp</c> speak.</summary>
public static class BundleProtocols
{
    /// <summary>All, oldest first.</summary>
    public static IReadOnlyList<string> Supported { get; } = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];
}
