using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Configuration.LastGood;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration.Tests.LastGood;

public sealed class LastGoodStoreTests : IDisposable
{
    private static readonly Guid Node = new("01900000-0000-7000-8000-00000000000a");

    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-last-good-").FullName;
    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());

    private string Path => System.IO.Path.Combine(_directory, LastGoodOptions.FileName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    [Trait("criterion", "CFG-54")]
    public void What_was_kept_is_found_again_for_its_owner_only_and_shows_no_secret()
    {
        Store().Write(Content(7));

        var found = Store().Read().ShouldNotBeNull();
        (found.Records.Revision, found.FilesHash).ShouldBe((7L, "hash"));
        found.Records.Keys.ShouldHaveSingleItem().Sealed.ShouldBe(new byte[] { 1, 2, 3 });
        found.Records.Providers.ShouldHaveSingleItem().SettingsSealed.ShouldBeNull();
        found.Files.Files.ShouldHaveSingleItem().Value.ShouldBe("sk-secret-1"u8.ToArray());
        found.Files.References["/key"].ShouldBe("sk-secret-2"u8.ToArray());
        found.Files.Variables.ShouldBe(new Dictionary<string, string?> { ["KEY"] = "sk-secret-3", ["UNSET"] = null }, ignoreOrder: true);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.GetFiles(_directory).ShouldBe([Path]);
        var bytes = File.ReadAllBytes(Path);
        bytes.AsSpan().IndexOf("sk-secret"u8).ShouldBe(-1);
        bytes.AsSpan().IndexOf(Convert.ToBase64String("sk-secret-1"u8)[..12].Select(letter => (byte)letter).ToArray()).ShouldBe(-1);
    }

    [Fact]
    [Trait("criterion", "CFG-54")]
    public void A_file_torn_or_altered_at_any_byte_is_left_alone()
    {
        Store().Write(Content(7));
        var whole = File.ReadAllBytes(Path);
        for (var at = 0; at < whole.Length; at++)
        {
            File.WriteAllBytes(Path, whole[..at]);
            Store().Read().ShouldBeNull($"torn at {at} of {whole.Length}");
            byte[] altered = [.. whole];
            altered[at] ^= 1;
            File.WriteAllBytes(Path, altered);
            Store().Read().ShouldBeNull($"altered at {at}");
        }

        File.WriteAllBytes(Path, whole);
        Store().Read().ShouldNotBeNull();
    }

    [Fact]
    [Trait("criterion", "CFG-54")]
    public void A_file_of_another_key_another_node_or_a_later_version_is_left_alone()
    {
        Store().Write(Content(7));
        Store(new SecretSealer(SecretKeyRing.Create())).Read().ShouldBeNull();
        Store(node: Guid.Empty).Read().ShouldBeNull();
        Store().Read().ShouldNotBeNull();
        Store().Write(Content(8) with { Version = LastGoodContent.CurrentVersion + 1 });
        Store().Read().ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "CFG-54")]
    public void A_kill_between_write_and_rename_leaves_the_former_content_and_hinders_no_later_write()
    {
        Store().Write(Content(7));
        var whole = File.ReadAllBytes(Path);
        for (var written = 0; written <= whole.Length; written += Math.Max(1, whole.Length / 50))
        {
            File.WriteAllBytes(Path + ".new", whole[..written]);
            Store().Read().ShouldNotBeNull().Records.Revision.ShouldBe(7);
        }

        Store().Write(Content(8));
        Store().Read().ShouldNotBeNull().Records.Revision.ShouldBe(8);
        Directory.GetFiles(_directory).ShouldBe([Path]);
    }

    [Fact]
    [Trait("criterion", "CFG-58")]
    public void A_disk_that_does_not_take_it_keeps_what_was_there()
    {
        var store = Store();
        store.Write(Content(7));
        Directory.CreateDirectory(Path + ".new");
        Should.Throw<Exception>(() => store.Write(Content(8))).ShouldBeAssignableTo<SystemException>();
        Store().Read().ShouldNotBeNull().Records.Revision.ShouldBe(7);
    }

    private static LastGoodContent Content(long revision)
    {
        var key = new ProviderKeyRow { Id = Node, ProviderId = Node, Label = "", Position = 0, Enabled = true, Masked = "…", Sealed = [1, 2, 3], CreatedAt = DateTimeOffset.UnixEpoch };
        var provider = new ProviderRow
        {
            Id = Node, Name = "a", Type = "openai", DisplayName = "a", BaseUrl = "https://up.example", Enabled = true, AllowByok = false, SettingsJson = "{}",
            CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        return new LastGoodContent(
            LastGoodContent.CurrentVersion,
            new RawRecords(Guid.Empty, revision, [provider], [key], [], [], [], []),
            new FileMaterial(
                [KeyValuePair.Create("/a.yaml", "sk-secret-1"u8.ToArray())],
                new Dictionary<string, byte[]> { ["/key"] = "sk-secret-2"u8.ToArray() },
                new Dictionary<string, string?> { ["KEY"] = "sk-secret-3", ["UNSET"] = null }),
            "hash");
    }

    private LastGoodStore Store(SecretSealer? sealer = null, Guid? node = null) =>
        new(new LastGoodOptions(_directory), node ?? Node, sealer ?? _sealer, NullLogger<LastGoodStore>.Instance);
}
