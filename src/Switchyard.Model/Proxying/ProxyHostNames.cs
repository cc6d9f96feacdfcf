using System.Globalization;
using System.Net;

namespace Switchyard.Model.Proxying;

/// <summary>The one spelling of a host's name by which the forward proxy compares: lower case, punycode (RFC 5891), no dot at its end.</summary>
public static class ProxyHostNames
{
    private const int Longest = 253;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>The spelling of <paramref name="host"/>; null when it is no name that DNS has, an address for example.</summary>
    public static string? Of(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var bare = host.EndsWith('.') ? host[..^1] : host;
        if (bare.Length is 0 or > Longest || IPAddress.TryParse(bare.Trim('[', ']'), out _) || bare.EndsWith('.'))
        {
            return null;
        }

        try
        {
            // The mapping knows other dots than the one of ASCII, and one of them may be the last character.
            var name = Idn.GetAscii(bare).ToLowerInvariant();
            name = name.EndsWith('.') ? name[..^1] : name;
            // What ends in a number is read as an address by some (1.2.3, 0x7f.1), and there is no such top level.
            return name.Length <= Longest && !char.IsAsciiDigit(name[name.LastIndexOf('.') + 1]) && Uri.CheckHostName(name) == UriHostNameType.Dns ? name : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
