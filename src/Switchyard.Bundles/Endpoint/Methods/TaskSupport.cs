namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Whether a tool can be called as a task, as its server declares it (<c>execution.taskSupport</c>, MCP 2025-11-25, tool-level negotiation).</summary>
internal enum TaskSupport
{
    /// <summary>It can not; so it is also when nothing is declared.</summary>
    Forbidden,

    /// <summary>It can.</summary>
    Optional,

    /// <summary>It can not be called otherwise.</summary>
    Required,
}
