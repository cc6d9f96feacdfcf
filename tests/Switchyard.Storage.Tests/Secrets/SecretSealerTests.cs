using System.Security.Cryptography;
using System.Text;
using Switchyard.Storage.Secrets;

namespace Switchyard.Storage.Tests.Secrets;

public sealed class SecretSealerTests
{
    private const string Text = "sk-canary-0123456789";

    private static readonly Guid Row = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly Guid OtherRow = Guid.Parse("01900000-0000-7000-8000-000000000002");

    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());

    [Theory]
    [Trait("criterion", "PRV-29")]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(Text)]
    [InlineData("ключ 🔑 \0 \u0001")]
    public void What_is_sealed_opens(string text)
    {
        var value = _sealer.Seal("provider_keys", "sealed", Row, text);

        _sealer.TryOpen("provider_keys", "sealed", Row, value, out var opened).ShouldBeTrue();
        opened.ShouldBe(text);
        SecretSealer.KeyIdOf(value).ShouldBe(_sealer.Ring.SealingKeyId);
    }

    [Fact]
    public void Ten_kibibytes_of_bytes_open()
    {
        var bytes = RandomNumberGenerator.GetBytes(10 * 1024);
        var value = _sealer.Seal("t", "c", Row, bytes);

        _sealer.TryOpenBytes("t", "c", Row, value, out var opened).ShouldBeTrue();
        opened.ShouldBe(bytes);
        value.Length.ShouldBe(SealedLayout.Payload + bytes.Length);
    }

    [Fact]
    public void A_lone_surrogate_is_replaced_and_stops_nothing()
    {
        var value = _sealer.Seal("t", "c", Row, "a\ud800b");

        _sealer.TryOpen("t", "c", Row, value, out var opened).ShouldBeTrue();
        opened.ShouldBe("a\ufffdb");
    }

    [Fact]
    public void The_sealed_bytes_do_not_hold_the_text_and_never_repeat()
    {
        var seen = new HashSet<string>();
        for (var time = 0; time < 1000; time++)
        {
            var value = _sealer.Seal("t", "c", Row, Text);
            Encoding.UTF8.GetString(value).ShouldNotContain("canary");
            seen.Add(Convert.ToHexString(value, SealedLayout.WrapNonce, SealedLayout.NonceBytes)).ShouldBeTrue();
            seen.Add(Convert.ToHexString(value, SealedLayout.WrappedKey, SecretKeyRing.KeyBytes)).ShouldBeTrue();
            seen.Add(Convert.ToHexString(value, SealedLayout.Nonce, SealedLayout.NonceBytes)).ShouldBeTrue();
            seen.Add(Convert.ToHexString(value, SealedLayout.Payload, Text.Length)).ShouldBeTrue();
        }
    }

    [Theory]
    [Trait("criterion", "PRV-30")]
    [InlineData("provider_keys", "sealed", false)]
    [InlineData("provider_keys", "masked", true)]
    [InlineData("providers", "sealed", true)]
    [InlineData("provider_key", "ssealed", true)]
    [InlineData("provider_keyss", "ealed", true)]
    [InlineData("", "provider_keyssealed", true)]
    public void Moved_to_another_row_column_or_table_it_does_not_open(string table, string column, bool sameRow)
    {
        for (var time = 0; time < 100; time++)
        {
            var value = _sealer.Seal("provider_keys", "sealed", Row, Text);
            ShouldNotOpen(_sealer, table, column, sameRow ? Row : OtherRow, value);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-30")]
    public void With_any_bit_of_it_altered_it_does_not_open()
    {
        var value = _sealer.Seal("t", "c", Row, Text);
        for (var bit = 0; bit < value.Length * 8; bit++)
        {
            byte[] altered = [.. value];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            ShouldNotOpen(_sealer, "t", "c", Row, altered);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-30")]
    public void Cut_to_any_length_or_lengthened_it_does_not_open()
    {
        var value = _sealer.Seal("t", "c", Row, Text);
        for (var length = 0; length < value.Length; length++)
        {
            ShouldNotOpen(_sealer, "t", "c", Row, value[..length]);
        }

        ShouldNotOpen(_sealer, "t", "c", Row, [.. value, 0]);
    }

    [Fact]
    [Trait("criterion", "PRV-30")]
    public void Layers_of_two_values_can_not_be_combined()
    {
        var one = _sealer.Seal("t", "c", Row, Text);
        var two = _sealer.Seal("t", "c", Row, Text);

        ShouldNotOpen(_sealer, "t", "c", Row, [.. one[..SealedLayout.Nonce], .. two[SealedLayout.Nonce..]]);
    }

    [Fact]
    [Trait("criterion", "PRV-29")]
    public void Every_key_of_the_ring_opens_and_the_first_seals()
    {
        var (a, b) = (NewKey(), NewKey());
        var old = new SecretSealer(SecretKeyRing.Parse(a));
        var both = new SecretSealer(SecretKeyRing.Parse($"{b},{a}"));
        var value = old.Seal("t", "c", Row, Text);

        both.TryOpen("t", "c", Row, value, out var opened).ShouldBeTrue();
        opened.ShouldBe(Text);
        var fresh = both.Seal("t", "c", Row, Text);
        ShouldNotOpen(old, "t", "c", Row, fresh);
        SecretSealer.KeyIdOf(fresh).ShouldBe(both.Ring.KeyIds[0]);
        SecretSealer.KeyIdOf(value).ShouldBe(both.Ring.KeyIds[1]);
    }

    [Fact]
    [Trait("criterion", "PRV-31")]
    public void Rewrapping_changes_the_key_layer_only()
    {
        var (a, b) = (NewKey(), NewKey());
        var value = new SecretSealer(SecretKeyRing.Parse(a)).Seal("t", "c", Row, Text);
        var both = new SecretSealer(SecretKeyRing.Parse($"{b},{a}"));

        both.TryRewrap("t", "c", Row, value, out var rewrapped).ShouldBeTrue();

        rewrapped[SealedLayout.Nonce..].ShouldBe(value[SealedLayout.Nonce..]);
        rewrapped[SealedLayout.WrapNonce..SealedLayout.WrappedKey].ShouldNotBe(value[SealedLayout.WrapNonce..SealedLayout.WrappedKey]);
        var alone = new SecretSealer(SecretKeyRing.Parse(b));
        alone.TryOpen("t", "c", Row, rewrapped, out var opened).ShouldBeTrue();
        opened.ShouldBe(Text);
        alone.TryRewrap("t", "c", Row, value, out _).ShouldBeFalse();
        both.TryRewrap("t", "c", OtherRow, value, out _).ShouldBeFalse();
        ShouldNotOpen(alone, "t", "c", OtherRow, rewrapped);
    }

    [Fact]
    public void What_is_no_sealed_value_has_no_key_and_does_not_open()
    {
        foreach (var value in (byte[][])[[], [1], new byte[SealedLayout.Payload], new byte[500], RandomNumberGenerator.GetBytes(200)])
        {
            ShouldNotOpen(_sealer, "t", "c", Row, value);
            _sealer.TryRewrap("t", "c", Row, value, out _).ShouldBeFalse();
        }

        SecretSealer.KeyIdOf([]).ShouldBe("");
    }

    [Fact]
    public async Task It_may_be_used_by_many_threads()
    {
        await Parallel.ForAsync(
            0,
            2000,
            TestContext.Current.CancellationToken,
            (number, _) =>
            {
                var value = _sealer.Seal("t", "c", Row, $"{number}");
                _sealer.TryOpen("t", "c", Row, value, out var opened).ShouldBeTrue();
                opened.ShouldBe($"{number}");
                return ValueTask.CompletedTask;
            });
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretKeyRing.KeyBytes));

    private static void ShouldNotOpen(SecretSealer sealer, string table, string column, Guid row, byte[] value)
    {
        sealer.TryOpen(table, column, row, value, out var opened).ShouldBeFalse();
        opened.ShouldBeNull();
    }
}
