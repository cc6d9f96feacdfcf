using Switchyard.Storage.Secrets;

namespace Switchyard.Storage.Tests.Secrets;

public sealed class SecretSignerTests
{
    private static readonly SecretKeyRing Ring = SecretKeyRing.Parse($"{Key(1)},{Key(2)}");

    [Fact]
    public void A_signature_is_good_for_what_was_signed_and_nothing_else()
    {
        var signer = new SecretSigner(Ring, "a");
        var signature = signer.Sign("content"u8);
        signature.Length.ShouldBe(SecretSigner.SignatureBytes);
        new SecretSigner(Ring, "a").Verify("content"u8, signature).ShouldBeTrue("every node derives the same keys");
        signer.Verify("Content"u8, signature).ShouldBeFalse();
        signer.Verify("content"u8, signature.AsSpan(1)).ShouldBeFalse();
        signer.Verify("content"u8, default).ShouldBeFalse();
        for (var at = 0; at < signature.Length; at++)
        {
            signature[at] ^= 1;
            signer.Verify("content"u8, signature).ShouldBeFalse();
            signature[at] ^= 1;
        }
    }

    [Fact]
    public void A_signature_of_one_purpose_is_none_of_another() =>
        new SecretSigner(Ring, "b").Verify("content"u8, new SecretSigner(Ring, "a").Sign("content"u8)).ShouldBeFalse();

    [Fact]
    public void It_is_made_with_the_first_key_and_good_with_any()
    {
        var (one, two) = (SecretKeyRing.Parse(Key(1)), SecretKeyRing.Parse(Key(2)));
        var signature = new SecretSigner(Ring, "a").Sign("content"u8);
        new SecretSigner(one, "a").Verify("content"u8, signature).ShouldBeTrue();
        new SecretSigner(two, "a").Verify("content"u8, signature).ShouldBeFalse();
        new SecretSigner(Ring, "a").Verify("content"u8, new SecretSigner(two, "a").Sign("content"u8)).ShouldBeTrue();
    }

    private static string Key(byte fill) => Convert.ToBase64String(Enumerable.Repeat(fill, SecretKeyRing.KeyBytes).ToArray());
}
