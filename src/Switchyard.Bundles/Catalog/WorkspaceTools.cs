using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Catalog;

/// <summary>The tools of workspaces for the rest of the data plane.</summary>
internal sealed class WorkspaceTools(WorkspaceCatalog catalog, BundleCalls calls) : IWorkspaceTools
{
    /// <summary>The code of an error object that the server answered with.</summary>
    public const string ToolError = "tool_error";

    /// <inheritdoc />
    public ToolOffer Offer(string workspace, Guid? user) => catalog.Offer(workspace, user);

    /// <inheritdoc />
    public async Task<ToolCallResult> CallAsync(BundleKey bundle, Guid? user, string tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["name"] = tool };
        if (!arguments.IsEmpty)
        {
            parameters["arguments"] = JsonNode.Parse(arguments.Span);
        }

        if (!meta.IsEmpty)
        {
            parameters["_meta"] = JsonNode.Parse(meta.Span);
        }

        var offered = catalog.Offer(bundle.Workspace, user).Tools.FirstOrDefault(item => item.Bundle == bundle && item.Tool.Name == tool);
        if (offered is null)
        {
            return new ToolCallResult(default, CallFaults.UnknownTool, $"There is no tool '{tool}' in the bundle '{bundle.Bundle}' any more.");
        }

        return await calls.RequestAsync(bundle, user, "tools/call", parameters, offered.IsRepeatable ? Resend.Once : Resend.IfUnsent, progress: null, cancellationToken) switch
        {
            CallOutcome.Result { Value: { } result } => new ToolCallResult(System.Text.Encoding.UTF8.GetBytes(result.ToJsonString())),
            CallOutcome.Error error => new ToolCallResult(default, ToolError, error.Message),
            CallOutcome.Unavailable unavailable => new ToolCallResult(default, unavailable.Code, unavailable.Message),
            _ => new ToolCallResult(default, ToolError, $"The tool '{tool}' answered without a result."),
        };
    }
}
