using System.Buffers.Text;
using Switchyard.Model.Access;

namespace Switchyard.Model.Tests.Access;

/// <summary>The form of the credentials that Switchyard issues.</summary>
public sealed class AccessTokenTests
{
    private const int IdBytes = 16;
    private const int RandomBytes = 16;
    private const int ChecksumBytes = 4;

    [Theory]
    [InlineData(AccessToken.AccessKeyPrefix)]
    [InlineData(AccessToken.OperatorPrefix)]
    [InlineData(AccessToken.GatewayPrefix)]
    [InlineData(AccessToken.AgentPrefix)]
    [Trait("criterion", "PRV-58")]
    public void It_holds_a_prefix_an_id_128_random_bits_and_a_checksum(string prefix)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var varied = new byte[RandomBytes];
        var first = Payload(AccessToken.Create(prefix, id).Reveal(), prefix);
        for (var i = 0; i < 64; i++)
        {
            var text = AccessToken.Create(prefix, id).Reveal();
            var bytes = Payload(text, prefix);
            new Guid(bytes.AsSpan(0, IdBytes), bigEndian: true).ShouldBe(id);
            for (var b = 0; b < RandomBytes; b++)
            {
                varied[b] |= (byte)(bytes[IdBytes + b] ^ first[IdBytes + b]);
            }

            AccessToken.TryReadId(text, prefix, out var read).ShouldBeTrue();
            read.ShouldBe(id);
        }

        varied.ShouldAllBe(static bits => bits == 0xff, "each of the 128 bits is seen to change within 64 keys, but once in 10^17");
    }

    [Fact]
    [Trait("criterion", "PRV-58")]
    public void Every_single_wrong_character_is_noticed_without_a_lookup()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var good = AccessToken.Create(AccessToken.AccessKeyPrefix, Guid.CreateVersion7(TimeProvider.System.GetUtcNow())).Reveal();
        for (var i = 0; i < good.Length; i++)
        {
            foreach (var other in Alphabet.Where(other => other != good[i]))
            {
                AccessToken.TryReadId(good[..i] + other + good[(i + 1)..], AccessToken.AccessKeyPrefix, out _).ShouldBeFalse($"'{other}' at {i}");
            }
        }
    }

    [Theory]
    [InlineData(' ')]
    [InlineData('+')]
    [InlineData('=')]
    [InlineData('!')]
    [InlineData('é')]
    [Trait("criterion", "PRV-58")]
    public void A_character_of_no_alphabet_is_refused_and_throws_nothing(char other)
    {
        var good = AccessToken.Create(AccessToken.AccessKeyPrefix, Guid.CreateVersion7(TimeProvider.System.GetUtcNow())).Reveal();
        for (var i = AccessToken.AccessKeyPrefix.Length; i < good.Length; i++)
        {
            AccessToken.TryReadId(good[..i] + other + good[(i + 1)..], AccessToken.AccessKeyPrefix, out _).ShouldBeFalse();
        }
    }

    [Fact]
    [Trait("criterion", "PRV-58")]
    public void What_has_another_form_is_refused()
    {
        var good = AccessToken.Create(AccessToken.AccessKeyPrefix, Guid.CreateVersion7(TimeProvider.System.GetUtcNow())).Reveal();
        foreach (var bad in new[] { "", "sy_", good[..^1], good + "A", good[3..], "syo_" + good[3..], good.ToUpperInvariant(), " " + good, good + "\n", new string('A', 10_000) })
        {
            AccessToken.TryReadId(bad, AccessToken.AccessKeyPrefix, out _).ShouldBeFalse(bad);
        }

        // The checksum is over the prefix too: a key of one kind is never one of another.
        var asOperator = AccessToken.Create(AccessToken.OperatorPrefix, Guid.CreateVersion7(TimeProvider.System.GetUtcNow())).Reveal();
        AccessToken.TryReadId("sy_" + asOperator[4..], AccessToken.AccessKeyPrefix, out _).ShouldBeFalse();
    }

    private static byte[] Payload(string text, string prefix)
    {
        text.ShouldStartWith(prefix);
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(prefix.Length));
        bytes.Length.ShouldBe(IdBytes + RandomBytes + ChecksumBytes);
        return bytes;
    }
}
