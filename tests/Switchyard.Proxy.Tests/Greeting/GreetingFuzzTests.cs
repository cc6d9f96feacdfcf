using System.Text;
using Switchyard.Fuzzing;
using Switchyard.Model.Proxying;
using Switchyard.Proxy.Greeting;

namespace Switchyard.Proxy.Tests.Greeting;

/// <summary>What anybody may send to an open port. A head is read the same wherever it is cut, not a byte of what follows is lost, and what is taken is plain.</summary>
public sealed class GreetingFuzzTests
{
    private static readonly FuzzPlan Plan = new(
        [
            .. ((string[])
            [
                "CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\nProxy-Authorization: Bearer sy_x\r\n\r\n\u0016\u0003\u0001",
                "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nhost:\t[2001:db8::1] \r\nContent-Length: 0\r\nProxy-Authorization: Basic dTpzeV94\r\n\r\n",
                "CONNECT 192.0.2.1:1 HTTP/1.0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            ]).Select(Encoding.Latin1.GetBytes),
        ],
        [
            .. ((string[])["\r\n", "\r", "\n", "\r\n\r\n", " ", "\t", ":", "Host: a.example\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\n", "Proxy-Authorization: Basic \r\n", "CONNECT ", "GET ", "HTTP/1.1", "HTTP/2.0", "0x7f.1", "0", "65536", "[", "]", "%", "@", ".", "xn--"]).Select(Encoding.Latin1.GetBytes),
            [0], [0x16], [0x7f], [0x80], [0xff],
        ]);

    [Fact]
    public void A_head_is_read_the_same_wherever_it_is_cut_and_nothing_behind_it_is_lost() => FuzzRun.Check(
        Plan with { AllowedBytes = 4 << 20 },
        static (input, random) =>
        {
            var (read, rest) = ReadAsync(input, random).GetAwaiter().GetResult();
            var end = input.AsSpan().IndexOf("\r\n\r\n"u8);
            if (read is null)
            {
                Holds.That(end < 0);
                return -1;
            }

            if (read.Refusal is not null)
            {
                // It is told as soon as it is seen, which may be before the end of the head has come.
                Holds.That(!char.IsAsciiLetterUpper((char)input[0]));
                return -2;
            }

            Holds.Same(read.Head.Span, input.AsSpan(0, end + 4));
            Holds.Same(rest, input.AsSpan(end + 4));
            return Judge(read.Head.Span);
        },
        leastKinds: 6);

    private static async Task<(HeadRead? Read, byte[] Behind)> ReadAsync(byte[] input, Random random)
    {
        using var stream = new CutStream(input, random);
        var read = await HeadReader.ReadAsync(stream, CancellationToken.None);
        using var rest = new MemoryStream();
        if (read is not null)
        {
            rest.Write(read.Rest.Span);
        }

        await stream.CopyToAsync(rest);
        return (read, rest.ToArray());
    }

    private static int Judge(ReadOnlySpan<byte> head)
    {
        if (ConnectParser.Read(head, out var connect) is { } refusal)
        {
            Holds.That(connect is null);
            return -10 - refusal.Status;
        }

        // As the target stands in the first line, so it is: host and port of another line or another spelling never come in.
        var target = Encoding.Latin1.GetString(head).Split(' ')[1];
        var colon = target.LastIndexOf(':');
        Holds.Equal($"{connect!.Port}", target[(colon + 1)..].TrimStart('0'));
        var named = target[..colon];
        Holds.That(ProxyHostNames.Of(named) is { } name ? name == connect.Host : named.Trim('[', ']').Length > 0 && System.Net.IPAddress.Parse(named).ToString() == connect.Host);
        Holds.That(connect.ToString().Length == connect.Host.Length + 1 + $"{connect.Port}".Length);

        var key = ProxyCredential.Read(connect.Authorization);
        Holds.That(key.Length == 0 || connect.Authorization is not null);
        return HashCode.Combine(named[0] == '[', connect.Authorization is null, key.Length > 0);
    }
}
