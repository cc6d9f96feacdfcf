using System.Runtime.Versioning;
using System.Security.Cryptography;
using Switchyard.Storage.Secrets;

namespace Switchyard.Storage.Tests.Secrets;

[SupportedOSPlatform("linux")]
public sealed class SecretKeyRingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-keys.").FullName;

    private string Path => System.IO.Path.Combine(_directory, "secret.key");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    [Trait("criterion", "PRV-29")]
    public void Keys_are_read_in_order_and_white_space_does_not_matter()
    {
        var (a, b) = (NewKey(), NewKey());
        var ring = SecretKeyRing.Parse($" {a} ,\n{b}\n");

        ring.KeyIds.Count.ShouldBe(2);
        ring.SealingKeyId.ShouldBe(SecretKeyRing.Parse(a).SealingKeyId);
        ring.KeyIds[1].ShouldBe(SecretKeyRing.Parse(b).SealingKeyId);
        ring.KeyIds.ShouldAllBe(id => id.Length == 2 * SecretKeyRing.KeyIdBytes);
        ring.Contains(ring.KeyIds[1]).ShouldBeTrue();
        ring.Contains("0000000000000000").ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-29")]
    [Trait("criterion", "PRV-32")]
    public void Every_bad_key_is_named_by_position_and_never_by_text()
    {
        var good = NewKey();
        var shorter = Convert.ToBase64String(RandomNumberGenerator.GetBytes(31));
        string[] parts = [good, "canary!!", shorter, "", Convert.ToBase64String(RandomNumberGenerator.GetBytes(33)), good];

        var message = Should.Throw<SecretKeyException>(() => SecretKeyRing.Parse(string.Join(',', parts))).ToString();

        message.ShouldContain("SWITCHYARD_SECRET_KEYS: key 2 is not Base64; key 3 has 31 bytes instead of 32; key 4 is empty; key 5 has 33 bytes instead of 32; key 6 is there twice.");
        foreach (var part in parts.Where(part => part.Length > 0))
        {
            message.ShouldNotContain(part);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    public void No_key_is_an_error(string text) => Should.Throw<SecretKeyException>(() => SecretKeyRing.Parse(text)).Message.ShouldContain("key 1 is empty");

    [Fact]
    [Trait("criterion", "PRV-29")]
    public void A_file_is_made_for_its_owner_only_and_read_again()
    {
        var made = SecretKeyRing.LoadOrCreateFile(Path);

        File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        SecretKeyRing.LoadOrCreateFile(Path).KeyIds.ShouldBe(made.KeyIds);
        Directory.GetFiles(_directory).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Processes_that_start_at_once_end_with_one_key()
    {
        var rings = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => SecretKeyRing.LoadOrCreateFile(Path))));

        rings.Select(ring => ring.SealingKeyId).Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(_directory).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_file_that_others_may_read_is_refused()
    {
        SecretKeyRing.LoadOrCreateFile(Path);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Should.Throw<SecretKeyException>(() => SecretKeyRing.LoadOrCreateFile(Path)).Message.ShouldContain("chmod 600");
    }

    [Fact]
    public void A_file_with_wrong_content_is_named_and_its_content_is_not()
    {
        File.WriteAllText(Path, "canary");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var message = Should.Throw<SecretKeyException>(() => SecretKeyRing.LoadOrCreateFile(Path)).Message;
        message.ShouldContain(Path);
        message.ShouldNotContain("canary");
    }

    [Fact]
    public void A_file_that_can_not_be_made_is_named() =>
        Should.Throw<SecretKeyException>(() => SecretKeyRing.LoadOrCreateFile(System.IO.Path.Combine(_directory, "none", "key"))).Message.ShouldContain("none");

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretKeyRing.KeyBytes));
}
