using System.Net;
using System.Net.Sockets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Egress;

/// <summary>
/// Which addresses providers, bundles and agents may be dialled at. Public addresses always; special ones (loopback, private, link-local and so on) only when the allow list has them:
/// by CIDR or address, or by the name of the host that is dialled. Link-local, metadata, unspecified, multicast and reserved addresses need a CIDR of their own:
/// neither a host name nor a wider block such as <c>0.0.0.0/0</c> lets them through. Pure and immutable: the dialler asks it about the address it is about to connect to, after name resolution.
/// </summary>
public sealed class EgressPolicy
{
    private readonly IPNetwork[] _networks;
    private readonly HashSet<string> _hosts;

    private EgressPolicy(IPNetwork[] networks, HashSet<string> hosts)
    {
        _networks = networks;
        _hosts = hosts;
    }

    /// <summary>Allows public addresses only.</summary>
    public static EgressPolicy PublicOnly { get; } = new([], []);

    /// <summary>Reads an allow list of CIDRs (<c>10.0.0.0/8</c>), addresses (<c>::1</c>) and host names (<c>vllm.internal</c>). A bad entry is a fault of <c>field[i]</c> and is left out.</summary>
    public static EgressPolicy Parse(IReadOnlyList<string> allow, FaultList faults, string field = "egress.allow")
    {
        var networks = new List<IPNetwork>();
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < allow.Count; i++)
        {
            var entry = allow[i].Trim();
            if (NetworkOf(entry) is { } network)
            {
                networks.Add(network);
            }
            else if (Uri.CheckHostName(entry) == UriHostNameType.Dns)
            {
                hosts.Add(entry.TrimEnd('.'));
            }
            else
            {
                faults.Add($"{field}[{i}]", $"'{entry}' is neither a CIDR such as 10.0.0.0/8 nor an address nor a host name.");
            }
        }

        return new EgressPolicy([.. networks], hosts);
    }

    /// <summary>
    /// Why <paramref name="address"/> must not be dialled for <paramref name="host"/> (the name or address in the URL), as a sentence that names the option; null when it may be.
    /// </summary>
    public string? Refusal(IPAddress address, string host)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (Offending(address, host) is { } block)
        {
            return Sentence(address, block);
        }

        // Listing the outer address vouches for the tunnel, so only unlisted ones are looked into.
        if (_networks.Any(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 && network.PrefixLength > 0 && network.Contains(address)))
        {
            return null;
        }

        foreach (var inner in AddressBlocks.Embedded(address))
        {
            if (Offending(inner, host) is { } innerBlock)
            {
                return Sentence(address, innerBlock with { Kind = $"a form of {innerBlock.Kind}" });
            }
        }

        return null;
    }

    private static string Sentence(IPAddress address, AddressBlock block) =>
        $"{address} is {block.Kind}; it is dialled only when --egress-allow (SWITCHYARD_EGRESS_ALLOW, server.egress.allow) lists {(block.ByNameToo ? "it or its host" : "it explicitly")}.";

    private static IPNetwork? NetworkOf(string entry)
    {
        if (IPAddress.TryParse(entry, out var address))
        {
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        }

        return entry.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(entry, out var network) ? network : null;
    }

    private AddressBlock? Offending(IPAddress address, string host)
    {
        if (AddressBlocks.Of(address) is not { } block)
        {
            return null;
        }

        if (block.ByNameToo && _hosts.Contains(host.TrimEnd('.')))
        {
            return null;
        }

        return _networks.Any(network => network.Contains(address) && (block.ByNameToo || network.PrefixLength >= block.Network.PrefixLength)) ? null : block;
    }
}
