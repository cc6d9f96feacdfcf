using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Configuration.Peers;

namespace Switchyard.Bundles.Peers;

/// <summary>Asks the owners of exclusive bundles.</summary>
internal sealed class PeerClient(PeerChannel channel)
{
    /// <summary>Sends a request and returns the answer, of which the headers have come.</summary>
    /// <exception cref="CallRefusedException">The node can not be asked, and that will not pass by itself.</exception>
    /// <exception cref="ServerLostException">The node does not answer, or does not own the bundle any more.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<HttpResponseMessage> SendAsync(Ownership.Elsewhere owner, string path, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            return await channel.PostAsync(new PeerNode(owner.Node, owner.Name, owner.Address), path, MessageWriter.Bytes(body), cancellationToken);
        }
        catch (PeerException failed) when (failed.Fault is PeerFault.NoAddress or PeerFault.NotTrusted)
        {
            throw new CallRefusedException(CallFaults.Elsewhere, $"The bundle runs on the node '{owner.Name}' alone. {failed.Message}");
        }
        catch (PeerException failed)
        {
            throw new ServerLostException(failed.Message, failed.WasWritten, failed);
        }
    }
}
