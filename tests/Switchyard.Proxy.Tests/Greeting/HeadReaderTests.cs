using System.Text;
using Switchyard.Proxy.Greeting;
using Switchyard.Testing.Runs;

namespace Switchyard.Proxy.Tests.Greeting;

public sealed class HeadReaderTests
{
    private const string Head = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_head_ends_where_it_ends_however_it_comes(int pieces)
    {
        await using var client = new PieceStream(Encoding.Latin1.GetBytes(Head + "\u0016\u0003rest\r\n\r\n"), pieces);

        var read = (await HeadReader.ReadAsync(client, Patience.Token)).ShouldNotBeNull();

        read.Refusal.ShouldBeNull();
        Encoding.Latin1.GetString(read.Head.Span).ShouldBe(Head);
        var left = await new StreamReader(client, Encoding.Latin1).ReadToEndAsync(Patience.Token);
        (Encoding.Latin1.GetString(read.Rest.Span) + left).ShouldBe("\u0016\u0003rest\r\n\r\n", "nothing of the tunnel is lost");
    }

    [Theory]
    [InlineData(HeadReader.MaxBytes - 4, null)]
    [InlineData(HeadReader.MaxBytes - 3, 431)]
    [InlineData(1 << 20, 431)]
    public async Task A_head_has_a_limit(int length, int? status)
    {
        await using var client = new PieceStream(Encoding.Latin1.GetBytes(new string('C', length) + "\r\n\r\n"), 4000);

        var read = (await HeadReader.ReadAsync(client, Patience.Token)).ShouldNotBeNull();
        ((int?)read.Refusal?.Status).ShouldBe(status);
    }

    [Fact]
    public async Task What_is_not_http_is_told_at_its_first_bytes()
    {
        await using var client = new PieceStream([0x16, 0x03, 0x01, 0x02], 4);

        (await HeadReader.ReadAsync(client, Patience.Token))!.Refusal!.Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_client_that_goes_is_told_nothing()
    {
        await using var client = new PieceStream("CONNECT"u8.ToArray(), 4);

        (await HeadReader.ReadAsync(client, Patience.Token)).ShouldBeNull();
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
