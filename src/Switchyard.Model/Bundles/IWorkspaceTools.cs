namespace Switchyard.Model.Bundles;

/// <summary>The tools of the bundles of workspaces, for whoever offers them to clients and models.</summary>
public interface IWorkspaceTools
{
    /// <summary>What is on offer to a user in a workspace now. Never waits: a bundle that has not been called yet is started in the background, and its tools are on a later offer.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="user">The user, who has connections of his own to bundles that each signs in to; null for nobody in particular, who has none.</param>
    ToolOffer Offer(string workspace, Guid? user);

    /// <summary>Calls a tool. Every expected failure is a result.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="user">As in <see cref="Offer"/>.</param>
    /// <param name="tool">The server's own name of the tool.</param>
    /// <param name="arguments">The arguments, a JSON object (UTF-8); empty for none.</param>
    /// <param name="meta">The <c>_meta</c> object to send along (request id, trace context), a JSON object (UTF-8); empty for none.</param>
    /// <param name="cancellationToken">Gives up; the server is told.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<ToolCallResult> CallAsync(BundleKey bundle, Guid? user, string tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken);
}
