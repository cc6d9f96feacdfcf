using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Switchyard.Model.Proxying;

namespace Switchyard.Proxy.Greeting;

/// <summary>
/// Reads the head of a CONNECT as RFC 9112 has it, and nothing that two readers could read in two ways: lines end with CR LF, names are tokens right before the colon, nothing is folded, there is one Host and it
/// is the target, and no body is announced.
/// </summary>
internal static class ConnectParser
{
    private const int MaxFields = 100;

    /// <summary>Reads <paramref name="head"/>, which ends with the empty line. Null and a head when it is well formed.</summary>
    public static Refusal? Read(ReadOnlySpan<byte> head, out ConnectHead? connect)
    {
        connect = null;
        foreach (var unit in head)
        {
            if (unit is < 0x20 and not (byte)'\t' and not (byte)'\r' and not (byte)'\n' or 0x7f)
            {
                return Refusal.Malformed("it has control characters");
            }
        }

        // Latin-1 keeps every byte what it is; what is not ASCII is only ever in values that nobody reads.
        var lines = Encoding.Latin1.GetString(head[..^4]).Split("\r\n");
        if (lines.Any(static line => line.AsSpan().IndexOfAny('\r', '\n') >= 0))
        {
            return Refusal.Malformed("a line does not end with CR LF");
        }

        if (lines.Length - 1 > MaxFields)
        {
            return Refusal.HeadTooLarge;
        }

        return ReadTarget(lines[0], out var target, out var isOld) ?? ReadFields(lines.AsSpan(1), target!, isOld, out connect);
    }

    private static Refusal? ReadTarget(string line, out ConnectHead? target, out bool isOld)
    {
        (target, isOld) = (null, false);
        var parts = line.Split(' ');
        if (parts is not [var method, var authority, var version] || !IsToken(method) || authority.Length == 0)
        {
            return Refusal.Malformed("its first line is not method, target and version");
        }

        isOld = version == "HTTP/1.0";
        if (!isOld && version != "HTTP/1.1")
        {
            return version.StartsWith("HTTP/", StringComparison.Ordinal) ? Refusal.Version : Refusal.Malformed("its first line is not method, target and version");
        }

        if (method != "CONNECT")
        {
            return Refusal.ConnectOnly;
        }

        return TryReadPlace(authority, out var host, out var port) && port is { } named ? Set(out target, new ConnectHead(host, named)) : Refusal.Malformed("its target is not host:port");
    }

    private static Refusal? Set(out ConnectHead? target, ConnectHead value)
    {
        target = value;
        return null;
    }

    private static Refusal? ReadFields(ReadOnlySpan<string> fields, ConnectHead target, bool isOld, out ConnectHead? connect)
    {
        connect = null;
        string? host = null, authorization = null;
        foreach (var field in fields)
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !IsToken(field.AsSpan(0, colon)))
            {
                return Refusal.Malformed("a field has no proper name");
            }

            var value = field[(colon + 1)..].Trim(' ', '\t');
            switch (field[..colon].ToUpperInvariant())
            {
                case "HOST" when host is null:
                    host = value;
                    break;
                case "PROXY-AUTHORIZATION" when authorization is null:
                    authorization = value;
                    break;
                case "HOST" or "PROXY-AUTHORIZATION":
                    return Refusal.Malformed("a field that may be there once is there twice");
                case "TRANSFER-ENCODING":
                case "CONTENT-LENGTH" when value != "0":
                    return Refusal.Malformed("a CONNECT has no body");
            }
        }

        if (host is null && !isOld)
        {
            return Refusal.Malformed("it has no Host");
        }

        if (host is not null && !(TryReadPlace(host, out var named, out var port) && named == target.Host && (port is null || port == target.Port)))
        {
            return Refusal.Misdirected;
        }

        connect = target with { Authorization = authorization };
        return null;
    }

    private static bool TryReadPlace(string text, out string host, out int? port)
    {
        (host, port) = ("", null);
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return false;
        }

        var colon = text.StartsWith('[') ? text.IndexOf("]:", StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        var end = colon > 0 ? colon : text.Length;
        if (end < text.Length)
        {
            var digits = text.AsSpan(end + 1);
            if (digits.Length is 0 or > 5 || digits.ContainsAnyExceptInRange('0', '9') || int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) is not (> 0 and <= 65_535 and var number))
            {
                return false;
            }

            port = number;
        }

        return TryReadHost(text[..end], out host);
    }

    private static bool TryReadHost(string text, out string host)
    {
        if (ProxyHostNames.Of(text) is { } name)
        {
            host = name;
            return true;
        }

        host = "";
        var isBracketed = text.Length > 2 && text[0] == '[' && text[^1] == ']';
        if (!IPAddress.TryParse(isBracketed ? text[1..^1] : text, out var address) || isBracketed != (address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            return false;
        }

        host = address.ToString();

        // The four decimal numbers and no other spelling: octal, hexadecimal and short forms are read differently elsewhere. A zone is of this machine and nobody else's business.
        return isBracketed ? !text.Contains('%', StringComparison.Ordinal) : text == host;
    }

    private static bool IsToken(ReadOnlySpan<char> text)
    {
        foreach (var unit in text)
        {
            if (!char.IsAsciiLetterOrDigit(unit) && !"!#$%&'*+-.^_`|~".Contains(unit, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
