namespace Switchyard.Model.Bundles;

/// <summary>The tools of the bundles of workspaces, for whoever offers them to clients and models.</summary>
public interface IWorkspaceTools
{
    /// <summary>What is on offer in a workspace now. Never waits: a bundle that has not been called yet is started in the background, and its tools are on a later offer.</summary>
    ToolOffer Offer(string workspace);

    /// <summary>Calls a tool. Every expected failure is a result.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="tool">The server's own name of the tool.</param>
    /// <param name="arguments">The arguments, a JSON object (UTF-8); empty for none.</param>
    /// <param name="meta">The <c>_meta</c> object to send along (request id, trace context), a JSON object (UTF-8); empty for none.</param>
    /// <param name="cancellationToken">Gives up; the server is told.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<ToolCallResult> CallAsync(BundleKey bundle, string tool, ReadOnlyMemory<byte> arguments, ReadOnlyMemory<byte> meta, CancellationToken cancellationToken);
}
