using System.Text;
using Switchyard.Model.Bundles;

namespace Switchyard.Agents.Tests.Rig;

/// <summary>Tools of bundles whose answers are in the test's hands.</summary>
internal sealed class ScriptedBundles : IWorkspaceTools
{
    public ToolOffer Offered { get; set; } = ToolOffer.Empty;

    public Func<string, CancellationToken, Task<ToolCallResult>> OnCall { get; set; } = static (tool, _) => Task.FromResult(Text($"bundle result of {tool}"));

    public static ToolCallResult Text(string text) => new(Encoding.UTF8.GetBytes($$$"""{"content":[{"type":"text","text":"{{{text}}}"}]}"""));

    public static OfferedTool Tool(string bundle, string name) => new(
        new BundleKey("web", bundle),
        $"{bundle}__{name}",
        $"{bundle}__{name}",
        new BundleTool(name, Encoding.UTF8.GetBytes($$$"""{"name":"{{{name}}}","inputSchema":{"type":"object"}}"""), "", IsQuarantined: false),
        IsRepeatable: false);

    public ToolOffer Offer(string workspace, Guid? user) => workspace == "web" ? Offered : ToolOffer.Empty;

    public Task<ToolCallResult> CallAsync(BundleKey bundle, Guid? user, string tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken) => OnCall(tool, cancellationToken);
}
