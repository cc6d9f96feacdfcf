using System.Collections.Frozen;
using Switchyard.Model.Bundles;
using Switchyard.Model.Tools;

namespace Switchyard.Gateway.Tools.Injection;

/// <summary>What one request is given. It holds from the request's start to its end, whatever becomes of bundles and configuration meanwhile.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Settings">The settings in force at the start.</param>
/// <param name="Request">What the client asked.</param>
/// <param name="Tools">The tools that are added, by the name that the model is told.</param>
/// <param name="Definitions">Their definitions, each JSON, in the order in which they are sent.</param>
/// <param name="Omitted">How many were left out.</param>
internal sealed record ToolPlan(
    string Workspace, ToolSettings Settings, ToolRequest Request, FrozenDictionary<string, OfferedTool> Tools, IReadOnlyList<byte[]> Definitions, int Omitted)
{
    /// <summary>Value of the answer's header.</summary>
    public string Header => $"injected={Tools.Count}; omitted={Omitted}";
}
