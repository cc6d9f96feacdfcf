using ModelContextProtocol.Protocol;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>One of the agent's tools.</summary>
internal interface ITool
{
    /// <summary>What clients are told of it.</summary>
    Tool Description { get; }

    /// <summary>Does what was asked.</summary>
    /// <param name="arguments">Read with <see cref="ToolArguments"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ToolException">It can not be done.</exception>
    /// <exception cref="Tree.TreeException">A path leads nowhere, or outside the root.</exception>
    Task<CallToolResult> CallAsync(ToolArguments arguments, CancellationToken cancellationToken);
}
