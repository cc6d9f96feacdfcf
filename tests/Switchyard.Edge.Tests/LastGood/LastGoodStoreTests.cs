using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Edge.LastGood;
using Switchyard.Edge.Options;
using Switchyard.Edge.Serving;
using Switchyard.Edge.Tests.Rigs;
using Switchyard.Hub.States;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Secrets;
using static Switchyard.Edge.Tests.Rigs.Samples;

namespace Switchyard.Edge.Tests.LastGood;

public sealed class LastGoodStoreTests : IDisposable
{
    private static readonly DateTimeOffset Contact = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-last-good-").FullName;
    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());

    private string File => Path.Combine(_directory, "last-good");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    [Trait("criterion", "HUB-73")]
    public void What_was_kept_is_found_again_byte_for_byte_secrets_included()
    {
        var kept = Kept(7, Item("a", 1, "sk-secret-1"), Item("b", 2));
        Store().Write(kept);
        var found = Store().Read().ShouldNotBeNull();
        (found.GatewayId, found.Gateway, found.ContactAt).ShouldBe((Samples.Gateway, "berlin", Contact));
        (found.Serving.Seq, found.Serving.State.Revision, found.Serving.State.Epoch, found.Serving.State.Hash).ShouldBe((7L, 7L, Epoch, kept.Serving.State.Hash));
        found.Serving.State.Find("test", "a")!.Secrets["key"].Reveal().ShouldBe("sk-secret-1");
        found.Serving.State.Find("test", "b")!.Value.ToArray().ShouldBe(Item("b", 2).Value.ToArray());
    }

    [Fact]
    [Trait("criterion", "HUB-73")]
    public void The_file_is_for_its_owner_only_and_shows_no_secret()
    {
        Store().Write(Kept(7, Item("a", 1, "sk-secret-1")));
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        System.IO.File.ReadAllBytes(File).AsSpan().IndexOf("sk-secret-1"u8).ShouldBe(-1);
        Directory.GetFiles(_directory).ShouldBe([File]);
    }

    [Fact]
    [Trait("criterion", "HUB-73")]
    public void A_file_torn_at_any_byte_is_left_alone()
    {
        Store().Write(Kept(7, Item("a", 1, "sk-secret-1")));
        var whole = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length < whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Store().Read().ShouldBeNull($"torn at {length} of {whole.Length}");
        }

        for (var at = 0; at < whole.Length; at++)
        {
            byte[] altered = [.. whole];
            altered[at] ^= 1;
            System.IO.File.WriteAllBytes(File, altered);
            Store().Read().ShouldBeNull($"altered at {at}");
        }

        System.IO.File.WriteAllBytes(File, whole);
        Store().Read().ShouldNotBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-73")]
    public void A_file_of_another_key_another_edge_or_another_name_is_left_alone()
    {
        Store().Write(Kept(7, Item("a")));
        Store(new SecretSealer(SecretKeyRing.Create())).Read().ShouldBeNull();
        Store(instance: Guid.CreateVersion7(Contact)).Read().ShouldBeNull();

        // The other file of the same edge, under this name.
        Store().Mark(State(7, Item("a")), Contact, TimeSpan.Zero);
        System.IO.File.Copy(Path.Combine(_directory, "last-contact"), File, overwrite: true);
        Store().Read().ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "HUB-73")]
    public void A_kill_between_write_and_rename_leaves_the_former_state()
    {
        Store().Write(Kept(7, Item("a")));
        foreach (var draft in (byte[][])[[], [1, 2, 3], System.IO.File.ReadAllBytes(File)])
        {
            System.IO.File.WriteAllBytes(File + ".new", draft);
            Store().Read().ShouldNotBeNull().Serving.Seq.ShouldBe(7);
        }

        // And the next write is not hindered by what is left.
        Store().Write(Kept(8, Item("b")));
        Store().Read().ShouldNotBeNull().Serving.Seq.ShouldBe(8);
        Directory.GetFiles(_directory).ShouldBe([File]);
    }

    [Fact]
    [Trait("criterion", "HUB-73")]
    public void A_disk_that_does_not_take_it_keeps_what_was_there()
    {
        var store = Store();
        store.Write(Kept(7, Item("a")));
        Directory.CreateDirectory(File + ".new");
        Should.Throw<Exception>(() => store.Write(Kept(8, Item("b")))).ShouldBeAssignableTo<SystemException>();
        Store().Read().ShouldNotBeNull().Serving.Seq.ShouldBe(7);

        // The failure is not taken for a success: the same state is written when the disk takes it.
        Directory.Delete(File + ".new");
        store.Write(Kept(8, Item("b")));
        Store().Read().ShouldNotBeNull().Serving.Seq.ShouldBe(8);
    }

    [Fact]
    public void Progress_without_a_change_of_content_is_marked_apart()
    {
        var store = Store();
        store.Write(Kept(7, Item("a")));
        var before = System.IO.File.ReadAllBytes(File);
        store.Write(Kept(9, Item("a")));
        System.IO.File.ReadAllBytes(File).ShouldBe(before);
        store.Mark(State(9, Item("a")), Contact.AddHours(1), TimeSpan.FromHours(2));

        var found = Store().Read().ShouldNotBeNull();
        (found.Serving.Seq, found.Serving.State.Revision, found.ContactAt, found.Silence).ShouldBe((9L, 9L, Contact.AddHours(1), TimeSpan.FromHours(2)));

        // A mark of another content says nothing about this one.
        store.Write(Kept(10, Item("b")));
        Store().Read().ShouldNotBeNull().Serving.Seq.ShouldBe(10);
    }

    [Fact]
    [Trait("criterion", "HUB-73")]
    public void A_mark_of_another_epoch_with_the_same_content_says_nothing()
    {
        var store = Store();
        store.Mark(State(900, Item("a")), Contact.AddHours(1), TimeSpan.Zero);
        store.Write(Kept(7, Item("a")) with { Serving = new ServingState(GatewayState.Of(Guid.Empty, 7, [Item("a")]), 7) });
        var found = Store().Read().ShouldNotBeNull();
        (found.Serving.Seq, found.ContactAt).ShouldBe((7L, Contact));
    }

    [Fact]
    [Trait("criterion", "HUB-76")]
    public void What_is_forgotten_is_gone_from_the_disk()
    {
        var store = Store();
        store.Write(Kept(7, Item("a", 1, "sk-secret-1")));
        store.Mark(State(7, Item("a")), Contact, TimeSpan.Zero);
        System.IO.File.WriteAllText(File + ".new", "draft");
        store.Forget();
        Directory.GetFiles(_directory).ShouldBeEmpty();
        store.Write(Kept(7, Item("a", 1, "sk-secret-1")));
        Store().Read().ShouldNotBeNull();
    }

    private static LastGoodState Kept(long seq, params StateObject[] items) => new(Samples.Gateway, "berlin", State(seq, items), Contact);

    private LastGoodStore Store(SecretSealer? sealer = null, Guid? instance = null) => new(
        new EdgeOptions { ControlPlane = new Uri("http://127.0.0.1:1"), Token = new Secret("swg_"), DataDirectory = _directory },
        new EdgeIdentity(instance ?? Identity.InstanceId, Guid.Empty),
        sealer ?? _sealer,
        NullLogger<LastGoodStore>.Instance);
}
