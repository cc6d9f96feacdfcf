using System.Buffers.Binary;
using Switchyard.Bundles.Archives;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Archives;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Archives;

public sealed class UnpackingTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("switchyard-archives-");
    private readonly ArchiveShelf _shelf = new();

    private string Root => Path.Combine(_root.FullName, "bundles", ".archives");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("../evil")]
    [InlineData("/tmp/switchyard-evil")]
    [InlineData("a/../../../evil")]
    public async Task Nothing_is_written_outside(string path) => await RefusedAsync(McpbFile.Plain().Add("good", "x").Add(path, "evil").Build());

    [Fact]
    public async Task A_link_is_refused() => await RefusedAsync(McpbFile.Plain().Add("link", "/etc", 0xA1FF).Add("link/passwd", "x").Build());

    [Fact]
    public async Task No_more_is_unpacked_than_the_archive_said_it_had()
    {
        // The directory says 10 bytes where there are two million.
        var archive = McpbFile.Plain().Add("bomb", new byte[2_000_000]).Build();
        for (var at = 0; at < archive.Length - 46; at++)
        {
            if (archive.AsSpan(at).StartsWith("PK\x01\x02"u8) && archive.AsSpan(at + 46).StartsWith("bomb"u8))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(at + 24), 10);
            }
        }

        var hash = McpbFile.HashOf(archive);
        _shelf.Archives[hash] = archive;
        using var use = await new UnpackedArchives(Root, _shelf).AcquireAsync(hash, null, Patience.Token);

        new FileInfo(Path.Combine(use.Directory, "bomb")).Length.ShouldBe(10);
    }

    [Fact]
    public async Task Many_who_need_it_at_once_unpack_it_once_and_one_who_gives_up_stops_nobody()
    {
        var archive = McpbFile.Plain().Build();
        var hash = McpbFile.HashOf(archive);
        _shelf.Archives[hash] = archive;
        var unpacked = new UnpackedArchives(Root, _shelf);
        using var given = new CancellationTokenSource();
        await given.CancelAsync();

        var uses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => unpacked.AcquireAsync(hash, null, Patience.Token)));
        await Should.ThrowAsync<OperationCanceledException>(() => unpacked.AcquireAsync(McpbFile.HashOf([1]), null, given.Token));

        _shelf.Asked.Count(asked => asked == hash).ShouldBe(1);
        uses.ShouldAllBe(use => File.Exists(Path.Combine(use.Directory, "server.js")));
        foreach (var use in uses[1..])
        {
            use.Dispose();
            use.Dispose();
        }

        unpacked.RemoveUnused(new HashSet<string>()).ShouldBeEmpty("one still has it");
        uses[0].Dispose();
        unpacked.RemoveUnused(new HashSet<string>()).ShouldBe([hash]);
        using var again = await unpacked.AcquireAsync(hash, null, Patience.Token);
        File.Exists(Path.Combine(again.Directory, "server.js")).ShouldBeTrue("it is unpacked anew");
    }

    [Fact]
    public async Task What_an_earlier_boot_unpacked_serves_and_what_it_left_unfinished_goes()
    {
        var archive = McpbFile.Plain().Build();
        var hash = McpbFile.HashOf(archive);
        _shelf.Archives[hash] = archive;
        (await new UnpackedArchives(Root, _shelf).AcquireAsync(hash, null, Patience.Token)).Dispose();
        Directory.CreateDirectory(Path.Combine(Root, ".new-left", "half"));
        Directory.CreateDirectory(Path.Combine(Root, ".gone-left", "half"));
        _shelf.Archives.Clear();

        var unpacked = new UnpackedArchives(Root, _shelf);
        unpacked.RemoveUnused(new HashSet<string> { hash }).ShouldBeEmpty();
        Directory.EnumerateDirectories(Root).ShouldHaveSingleItem();
        using var use = await unpacked.AcquireAsync(hash, null, Patience.Token);
        File.Exists(Path.Combine(use.Directory, "server.js")).ShouldBeTrue("without the database");
    }

    private async Task RefusedAsync(byte[] archive)
    {
        var hash = McpbFile.HashOf(archive);
        _shelf.Archives[hash] = archive;

        await Should.ThrowAsync<ArchiveException>(() => new UnpackedArchives(Root, _shelf).AcquireAsync(hash, null, Patience.Token));

        Directory.EnumerateFileSystemEntries(_root.FullName, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).ShouldBe(["bundles", ".archives"], "nothing is left behind, inside or outside");
        File.Exists("/tmp/switchyard-evil").ShouldBeFalse();
    }
}
