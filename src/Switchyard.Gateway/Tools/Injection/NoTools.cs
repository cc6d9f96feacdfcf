using Switchyard.Model.Bundles;

namespace Switchyard.Gateway.Tools.Injection;

/// <summary>Stands where no bundles run: nothing is on offer.</summary>
internal sealed class NoTools : IWorkspaceTools
{
    /// <inheritdoc />
    public ToolOffer Offer(string workspace, Guid? user) => ToolOffer.Empty;

    /// <inheritdoc />
    public Task<ToolCallResult> CallAsync(BundleKey bundle, Guid? user, string tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken) =>
        Task.FromResult(new ToolCallResult(default, "bundle_not_found", "No bundles run here."));
}
