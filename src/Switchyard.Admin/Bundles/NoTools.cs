using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>The tools of a process that runs no bundles.</summary>
internal sealed class NoTools : IWorkspaceTools
{
    public ToolOffer Offer(string workspace, Guid? user) => throw new NotSupportedException("This process runs no bundles.");

    public Task<ToolCallResult> CallAsync(BundleKey bundle, Guid? user, string tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken) =>
        Task.FromResult(new ToolCallResult(default, "bundle_down", "This process runs no bundles."));
}
