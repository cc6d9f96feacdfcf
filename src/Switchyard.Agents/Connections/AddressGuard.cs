using System.Net;
using System.Net.Sockets;
using Switchyard.Agents.Roster;

namespace Switchyard.Agents.Connections;

/// <summary>Decides by the address itself whether a node dials it for an agent: the one that the agent's registration came from, or one that an operator allowed. A name is only the way to an address.</summary>
internal static class AddressGuard
{
    /// <summary>Whether <paramref name="address"/> may be dialled for <paramref name="agent"/>. An entry that can not be read allows nothing.</summary>
    public static bool Allows(AgentEntry agent, IPAddress address, IReadOnlyList<string> allowed)
    {
        var plain = Plain(address);
        return (agent.SeenFrom is { } seen && Plain(seen).Equals(plain)) || allowed.Any(entry => Covers(entry, plain));
    }

    /// <summary>Connects to the first address of <paramref name="endpoint"/> that may be dialled and answers.</summary>
    /// <exception cref="AgentException">None may be dialled.</exception>
    /// <exception cref="SocketException">None answers.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, AgentEntry agent, IReadOnlyList<string> allowed, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endpoint.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
        IPAddress[] candidates = [.. addresses.Where(address => Allows(agent, address, allowed))];
        if (candidates.Length == 0)
        {
            throw new AgentException(AgentFault.AddressNotAllowed);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(candidates, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool Covers(string entry, IPAddress address) =>
        IPNetwork.TryParse(entry, out var network) ? network.Contains(address) : IPAddress.TryParse(entry, out var single) && Plain(single).Equals(address);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
