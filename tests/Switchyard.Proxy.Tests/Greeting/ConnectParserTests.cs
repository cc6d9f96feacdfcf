using System.Text;
using Switchyard.Proxy.Greeting;

namespace Switchyard.Proxy.Tests.Greeting;

/// <summary>What two readers could read in two ways is refused.</summary>
public sealed class ConnectParserTests
{
    [Theory]
    [InlineData("CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n", "api.example", 443)]
    [InlineData("CONNECT API.Example.:443 HTTP/1.1\r\nhost:api.example\r\n\r\n", "api.example", 443)]
    [InlineData("CONNECT xn--bcher-kva.example:8443 HTTP/1.1\r\nHost: \txn--bcher-kva.EXAMPLE:8443 \r\n\r\n", "xn--bcher-kva.example", 8443)]
    [InlineData("CONNECT 192.0.2.1:1 HTTP/1.1\r\nHost: 192.0.2.1:1\r\n\r\n", "192.0.2.1", 1)]
    [InlineData("CONNECT [2001:DB8::1]:65535 HTTP/1.1\r\nHost: [2001:db8:0::1]:65535\r\n\r\n", "2001:db8::1", 65_535)]
    [InlineData("CONNECT old.example:443 HTTP/1.0\r\n\r\n", "old.example", 443)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\nUser-Agent: \u00e4\r\nProxy-Connection: Keep-Alive\r\n\r\n", "a.example", 443)]
    public void A_proper_connect_is_read(string text, string host, int port)
    {
        ConnectParser.Read(Encoding.Latin1.GetBytes(text), out var head).ShouldBeNull();

        (head!.Host, head.Port).ShouldBe((host, port));
    }

    [Theory]
    // The first line.
    [InlineData("CONNECT a.example:443  HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT  a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT\ta.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData(" CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("\r\nCONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1 x\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 http/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/2.0\r\nHost: a.example\r\n\r\n", 505)]
    [InlineData("connect a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 405)]
    [InlineData("GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", 405)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n", 405)]
    // The target.
    [InlineData("CONNECT a.example HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example: HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT :443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:0 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:65536 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:0443x HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:+443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT u@a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443/ HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT https://a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT 0x7f.1:443 HTTP/1.1\r\nHost: 0x7f.1\r\n\r\n", 400)]
    [InlineData("CONNECT 127.1:443 HTTP/1.1\r\nHost: 127.1\r\n\r\n", 400)]
    [InlineData("CONNECT 0177.0.0.1:443 HTTP/1.1\r\nHost: 0177.0.0.1\r\n\r\n", 400)]
    [InlineData("CONNECT 2130706433:443 HTTP/1.1\r\nHost: 2130706433\r\n\r\n", 400)]
    [InlineData("CONNECT 2001:db8::1:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("CONNECT [fe80::1%25eth0]:443 HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n", 400)]
    [InlineData("CONNECT [fe80::1%1]:443 HTTP/1.1\r\nHost: [fe80::1%1]\r\n\r\n", 400)]
    [InlineData("CONNECT b\u00fccher.example:443 HTTP/1.1\r\nHost: b\u00fccher.example\r\n\r\n", 400)]
    [InlineData("CONNECT [192.0.2.1]:443 HTTP/1.1\r\nHost: [192.0.2.1]\r\n\r\n", 400)]
    [InlineData("CONNECT [::1:443 HTTP/1.1\r\nHost: [::1\r\n\r\n", 400)]
    // Lines.
    [InlineData("CONNECT a.example:443 HTTP/1.1\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\nX: y\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\rX: y\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n folded\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\0\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost : a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\n: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost a.example\r\n\r\n", 400)]
    // Fields.
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nX: y\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nHost: a.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nhOST: b.example\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nProxy-Authorization: a\r\nProxy-Authorization: b\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 00\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: identity\r\n\r\n", 400)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: b.example\r\n\r\n", 421)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:80\r\n\r\n", 421)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example, b.example\r\n\r\n", 421)]
    [InlineData("CONNECT a.example:443 HTTP/1.1\r\nHost: \r\n\r\n", 421)]
    [InlineData("CONNECT a.example:443 HTTP/1.0\r\nHost: b.example\r\n\r\n", 421)]
    public void Anything_else_is_refused(string text, int status)
    {
        ConnectParser.Read(Encoding.Latin1.GetBytes(text), out var head)!.Status.ShouldBe(status);

        head.ShouldBeNull();
    }

    [Fact]
    public void No_two_bytes_of_chance_make_it_fail()
    {
        var proper = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nProxy-Authorization: Basic eA==\r\n\r\n"u8.ToArray();
        var random = new Random(20261126);
        for (var i = 0; i < 50_000; i++)
        {
            var text = (byte[])proper.Clone();
            for (var n = 0; n < 2; n++)
            {
                text[random.Next(text.Length - 4)] = (byte)random.Next(256);
            }

            var refusal = ConnectParser.Read(text, out var head);

            (refusal is null).ShouldBe(head is not null, Encoding.Latin1.GetString(text));
            if (head is not null)
            {
                Encoding.Latin1.GetString(text).Replace(":443", "", StringComparison.Ordinal).ToLowerInvariant().ShouldContain(head.Host, customMessage: "it is what was said");
            }
        }
    }

    [Fact]
    public void More_fields_than_a_head_has_are_refused()
    {
        var fields = string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: y\r\n"));

        ConnectParser.Read(Encoding.Latin1.GetBytes($"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n{fields}\r\n"), out _)!.Status.ShouldBe(431);
    }

    [Fact]
    public void The_credential_is_in_no_text_of_a_head()
    {
        ConnectParser.Read("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\nProxy-Authorization: Bearer sy_secret\r\n\r\n"u8, out var head).ShouldBeNull();

        head!.Authorization.ShouldBe("Bearer sy_secret");
        head.ToString().ShouldBe("a.example:443");
    }
}
