namespace Switchyard.Bundles.Catalog;

/// <summary>How a server makes tasks of calls of its tools.</summary>
[Flags]
internal enum TaskManners
{
    /// <summary>It makes none.</summary>
    None = 0,

    /// <summary>As it is asked to, for tools that declare it (MCP 2025-11-25).</summary>
    Asked = 1,

    /// <summary>As it sees fit, for clients that say they take tasks (the extension to MCP 2026-07-28).</summary>
    Offered = 2,
}
