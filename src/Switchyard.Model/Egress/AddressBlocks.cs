using System.Net;
using System.Net.Sockets;

namespace Switchyard.Model.Egress;

/// <summary>
/// The addresses that are not the public internet: the special-purpose registries of RFC 6890, and the addresses at which clouds answer with credentials.
/// </summary>
internal static class AddressBlocks
{
    private static readonly AddressBlock[] Special =
    [
        // Clouds hand out credentials here. Some of these are inside wider blocks below, so they come first.
        Never("169.254.0.0/16", "a link-local or metadata address"),
        Never("100.100.100.200/32", "a metadata address"),
        Never("168.63.129.16/32", "a metadata address"),
        Never("192.0.0.192/32", "a metadata address"),
        Never("fd00:ec2::/32", "a metadata address"),
        Never("fd20:ce::254/128", "a metadata address"),
        Never("fe80::/10", "a link-local address"),
        Never("0.0.0.0/8", "an unspecified address"),
        Never("::/128", "an unspecified address"),
        Never("224.0.0.0/4", "a multicast address"),
        Never("ff00::/8", "a multicast address"),
        Never("240.0.0.0/4", "a reserved or broadcast address"),
        ByName("127.0.0.0/8", "a loopback address"),
        ByName("::1/128", "a loopback address"),
        ByName("10.0.0.0/8", "a private address"),
        ByName("172.16.0.0/12", "a private address"),
        ByName("192.168.0.0/16", "a private address"),
        ByName("100.64.0.0/10", "a carrier-grade NAT address"),
        ByName("fc00::/7", "a unique-local address"),
        ByName("fec0::/10", "a site-local address"),
        ByName("192.0.0.0/24", "a protocol assignment address"),
        ByName("192.0.2.0/24", "a documentation address"),
        ByName("198.51.100.0/24", "a documentation address"),
        ByName("203.0.113.0/24", "a documentation address"),
        ByName("2001:db8::/32", "a documentation address"),
        ByName("3fff::/20", "a documentation address"),
        ByName("192.88.99.0/24", "a 6to4 relay address"),
        ByName("198.18.0.0/15", "a benchmarking address"),
        ByName("2001:2::/48", "a benchmarking address"),
        ByName("100::/64", "a discard address"),
        ByName("64:ff9b:1::/48", "a local NAT64 address"),
        ByName("5f00::/16", "a segment routing address"),
    ];

    /// <summary>The block that <paramref name="address"/> itself lies in, or null for a public one.</summary>
    public static AddressBlock? Of(IPAddress address)
    {
        foreach (var block in Special)
        {
            if (block.Network.Contains(address))
            {
                return block;
            }
        }

        return null;
    }

    /// <summary>
    /// The IPv4 addresses that a packet to the IPv6 <paramref name="address"/> may end up at, none for others:
    /// NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo server and client (RFC 4380), IPv4-compatible (RFC 4291) and ISATAP (RFC 5214) forms.
    /// </summary>
    public static IEnumerable<IPAddress> Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            yield break;
        }

        var bytes = address.GetAddressBytes();
        if (bytes.AsSpan(0, 12).SequenceEqual<byte>([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) || bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0)
        {
            yield return new IPAddress(bytes.AsSpan(12, 4));
        }

        if (bytes[0] == 0x20 && bytes[1] == 0x02)
        {
            yield return new IPAddress(bytes.AsSpan(2, 4));
        }

        if (bytes.AsSpan(0, 4).SequenceEqual<byte>([0x20, 0x01, 0, 0]))
        {
            yield return new IPAddress(bytes.AsSpan(4, 4));
            yield return new IPAddress([(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]]);
        }

        // ISATAP: the universal bit may be set or not.
        if ((bytes[8] & ~0x02) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe)
        {
            yield return new IPAddress(bytes.AsSpan(12, 4));
        }
    }

    private static AddressBlock Never(string network, string kind) => new(IPNetwork.Parse(network), kind, ByNameToo: false);

    private static AddressBlock ByName(string network, string kind) => new(IPNetwork.Parse(network), kind, ByNameToo: true);
}
