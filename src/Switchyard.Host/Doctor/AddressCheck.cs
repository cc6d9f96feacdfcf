using System.Net;
using System.Net.Sockets;
using Switchyard.Host.Serving;

namespace Switchyard.Host.Doctor;

/// <summary>The addresses that a node would listen on: free, unless it listens there now, and encrypted where others than this machine reach them.</summary>
internal static class AddressCheck
{
    public static IEnumerable<Finding> Run(ServeOptions options, Presence presence)
    {
        List<(string Check, string Option, Uri Address)> addresses = [("data plane", "--listen", options.Listen), ("control plane", "--admin-listen", options.AdminListen)];
        if (options.ProxyListen is { } proxy)
        {
            addresses.Add(("forward proxy", "--proxy-listen", proxy));
        }

        foreach (var (check, option, address) in addresses)
        {
            if (address.Scheme == Uri.UriSchemeHttp && !IsLoopback(address))
            {
                yield return new Finding(check, FindingState.Warning, $"{address} can be reached from other machines and is not encrypted: keys and tokens cross the network readable.", $"Use https with --tls-certificate and --tls-key, or have only a TLS proxy reach {option}.");
            }

            if (presence == Presence.Absent && address.Port != 0 && Taken(address) is { } reason)
            {
                yield return new Finding(check, FindingState.Failed, $"{address} can not be listened on: {reason}", $"Stop who has it, or choose another address with {option}.");
            }
        }

        if (addresses.GroupBy(static entry => entry.Address.Authority).FirstOrDefault(static same => same.First().Address.Port != 0 && same.Skip(1).Any()) is { } twice)
        {
            yield return new Finding("addresses", FindingState.Failed, $"{twice.Key} is the address of {string.Join(" and ", twice.Select(static entry => entry.Check))}.", "Give each an address of its own.");
        }
    }

    private static bool IsLoopback(Uri address) => address.IsLoopback || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var literal) && IPAddress.IsLoopback(literal));

    private static string? Taken(Uri address)
    {
        var literal = IPAddress.TryParse(address.Host.Trim('[', ']'), out var parsed) ? parsed : address.IsLoopback ? IPAddress.Loopback : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(literal, address.Port);
            listener.Start();
            return null;
        }
        catch (SocketException failure)
        {
            return failure.Message;
        }
    }
}
