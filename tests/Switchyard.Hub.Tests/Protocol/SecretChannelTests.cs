using System.Security.Cryptography;
using System.Text;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.Tests.Rig;

namespace Switchyard.Hub.Tests.Protocol;

/// <summary>What one connection seals opens there, for that object, and nowhere else.</summary>
[Trait("criterion", "HUB-13")]
public sealed class SecretChannelTests
{
    private static readonly byte[] Secret = "sk-canary-1234567890"u8.ToArray();

    [Fact]
    public void Both_ends_open_what_the_other_sealed()
    {
        using var wire = Wire.Sealed();

        wire.Far.Open("provider", "p", wire.Near.Seal("provider", "p", Secret)).ShouldBe(Secret);
        wire.Near.Open("provider", "p", wire.Far.Seal("provider", "p", [])).ShouldBeEmpty();
    }

    [Fact]
    public void The_same_secret_is_never_sealed_alike()
    {
        using var wire = Wire.Sealed();
        Enumerable.Range(0, 100).Select(_ => wire.Near.Seal("provider", "p", Secret)).ShouldBeUnique();
    }

    [Fact]
    public void Another_connection_does_not_open_it_though_the_token_is_the_same()
    {
        using var wire = Wire.Sealed();
        using var other = Wire.Sealed();
        Refuses(other.Far, "provider", "p", wire.Near.Seal("provider", "p", Secret));
    }

    [Fact]
    public void Who_lacks_the_token_does_not_open_it_though_he_took_part_in_the_agreement()
    {
        using var wire = Wire.Sealed(SHA256.HashData("swg_one"u8), SHA256.HashData("swg_two"u8));
        Refuses(wire.Far, "provider", "p", wire.Near.Seal("provider", "p", Secret));
    }

    [Theory]
    [InlineData("provider", "q")]
    [InlineData("route", "p")]
    [InlineData("provider\np", "")]
    public void It_does_not_open_for_another_object(string kind, string id)
    {
        using var wire = Wire.Sealed();
        Refuses(wire.Far, kind, id, wire.Near.Seal("provider", "p", Secret));
    }

    [Fact]
    public void Altered_or_cut_at_any_byte_it_does_not_open()
    {
        using var wire = Wire.Sealed();
        var bytes = Convert.FromBase64String(wire.Near.Seal("provider", "p", Secret));
        for (var at = 0; at < bytes.Length; at++)
        {
            byte[] altered = [.. bytes];
            altered[at] ^= 1;
            Refuses(wire.Far, "provider", "p", Convert.ToBase64String(altered));
            Refuses(wire.Far, "provider", "p", Convert.ToBase64String(bytes.AsSpan(0, at)));
        }

        Refuses(wire.Far, "provider", "p", "not base64!");
        wire.Far.Open("provider", "p", Convert.ToBase64String(bytes)).ShouldBe(Secret);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("AAAA")]
    public void What_is_no_key_is_refused(string peer)
    {
        using var half = SecretChannel.CreateHalf();
        Should.Throw<FrameException>(() => SecretChannel.Agree(half, peer, new byte[32])).Message.ShouldStartWith("publicKey");
    }

    /// <summary>Curves of the same size, of other sizes, and another kind of key altogether.</summary>
    [Theory]
    [InlineData("brainpoolP256r1")]
    [InlineData("secP256k1")]
    [InlineData("nistP384")]
    [InlineData("rsa")]
    public void A_key_of_another_curve_is_refused(string kind)
    {
        using var half = SecretChannel.CreateHalf();
        Should.Throw<FrameException>(() => SecretChannel.Agree(half, KeyOf(kind), new byte[32])).Message.ShouldStartWith("publicKey");
    }

    [Fact]
    public void A_key_that_was_altered_at_any_byte_is_refused_or_agrees_on_nothing()
    {
        using var half = SecretChannel.CreateHalf();
        using var peer = SecretChannel.CreateHalf();
        using var right = SecretChannel.Agree(half, SecretChannel.PublicKeyOf(peer), new byte[32]);
        var bytes = Convert.FromBase64String(SecretChannel.PublicKeyOf(peer));
        for (var at = 0; at < bytes.Length; at++)
        {
            byte[] altered = [.. bytes];
            altered[at] ^= 0x10;
            try
            {
                using var channel = SecretChannel.Agree(half, Convert.ToBase64String(altered), new byte[32]);
                Refuses(channel, "provider", "p", right.Seal("provider", "p", Secret));
            }
            catch (FrameException)
            {
            }
        }
    }

    private static string KeyOf(string kind)
    {
        if (kind == "rsa")
        {
            using var rsa = RSA.Create(2048);
            return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
        }

        using var key = ECDiffieHellman.Create(ECCurve.CreateFromFriendlyName(kind));
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    private static void Refuses(SecretChannel channel, string kind, string id, string text)
    {
        var fault = Should.Throw<FrameException>(() => channel.Open(kind, id, text));
        fault.ToString().ShouldNotContain(Encoding.UTF8.GetString(Secret));
    }
}
