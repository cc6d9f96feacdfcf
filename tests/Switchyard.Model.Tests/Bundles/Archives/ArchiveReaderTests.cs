using System.Buffers.Binary;
using System.Text;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;
using Switchyard.Testing.Archives;

namespace Switchyard.Model.Tests.Bundles.Archives;

public sealed class ArchiveReaderTests
{
    private const int Link = 0xA1FF;
    private const int Pipe = 0x11FF;

    [Fact]
    public void A_good_archive_is_read_and_known_by_its_hash()
    {
        var bytes = new McpbFile().Add("manifest.json", McpbFile.PlainManifest).Add("lib/", "").Add("server.js", "x", 0x81A4).Add("lib/a/b.js", "y").Build();

        var archive = Read(bytes, out var faults).ShouldNotBeNull();

        faults.ShouldBeEmpty();
        (archive.Hash, archive.Manifest.Name, archive.Manifest.Command, archive.Manifest.Args).ShouldBe((McpbFile.HashOf(bytes), "plain", "node", archive.Manifest.Args));
        archive.Manifest.Args.ShouldBe(["${__dirname}/server.js"]);
    }

    [Fact]
    public void One_with_a_signature_at_its_end_is_read() => Read([.. McpbFile.Plain().Build(), .. "MCPB_SIG_V1 and what follows"u8], out _).ShouldNotBeNull();

    [Theory]
    [InlineData("../evil.sh")]
    [InlineData("a/../../evil.sh")]
    [InlineData("/etc/cron.d/evil")]
    [InlineData("..\\evil.bat")]
    [InlineData("C:/evil.bat")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/.")]
    [InlineData("a\nb")]
    public void A_path_that_leads_elsewhere_is_refused(string path)
    {
        Read(McpbFile.Plain().Add(path, "x").Add("good", "x").Build(), out var faults).ShouldBeNull();
        faults.ShouldHaveSingleItem().Field.ShouldBe(path.Replace('\n', '?'));
    }

    [Fact]
    public void Every_fault_is_named()
    {
        var archive = McpbFile.Plain().Add("../a", "x").Add("link", "/etc/passwd", Link).Add("pipe", "", Pipe).Add("twice", "1").Add("Twice", "2").Add("file", "x").Add("file/below", "y").Add("dir/", "content").Build();

        Read(archive, out var faults).ShouldBeNull();

        faults.Select(fault => fault.Field).Order(StringComparer.Ordinal).ShouldBe(["../a", "Twice", "dir/", "file/below", "link", "pipe"]);
    }

    [Fact]
    public void A_bomb_is_refused_by_its_ratio_its_size_and_its_number()
    {
        Read(McpbFile.Plain().Add("zeros", new byte[8 << 20]).Build(), out var ratio).ShouldBeNull();
        ratio.ShouldHaveSingleItem().Field.ShouldBe("zeros");

        var many = McpbFile.Plain();
        for (var i = 0; i < ArchiveLimits.MaxEntries; i++)
        {
            many.Add($"f{i}", "");
        }

        Read(many.Build(), out var count).ShouldBeNull();
        count.ShouldHaveSingleItem().Detail.ShouldContain("20000");

        // What it says is what it is judged by: nothing has to be unpacked to see that it is too much.
        var large = Patch(McpbFile.Plain().Add("large", new byte[64]).Build(), "large", header => BinaryPrimitives.WriteUInt32LittleEndian(header[24..], uint.MaxValue - 1));
        Read(large, out var size).ShouldBeNull();
        size.Select(fault => fault.Field).ShouldContain("");
    }

    [Fact]
    public void One_that_is_too_long_is_not_even_looked_at()
    {
        using var stream = new MemoryStream(new byte[ArchiveLimits.MaxBytes + 1]);
        var faults = new FaultList();
        ArchiveReader.Read(stream, faults).ShouldBeNull();
        faults.ShouldHaveSingleItem().Detail.ShouldContain("64 MiB");
    }

    [Fact]
    public void An_encrypted_entry_is_refused()
    {
        Read(Patch(McpbFile.Plain().Build(), "server.js", header => header[8] |= 1), out var faults).ShouldBeNull();
        faults.ShouldHaveSingleItem().Field.ShouldBe("server.js");
    }

    [Fact]
    public void A_directory_that_is_not_what_the_end_says_is_refused()
    {
        var bytes = McpbFile.Plain().Build();
        var end = bytes.AsSpan().LastIndexOf("PK\x05\x06"u8);
        foreach (var (at, what) in new (int At, byte What)[] { (10, 1), (8, 1), (16, 1), (12, 1), (4, 1) })
        {
            var broken = bytes.ToArray();
            broken[end + at] ^= what;
            Read(broken, out var faults).ShouldBeNull($"byte {at} of the end");
            faults.ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void Nothing_that_is_cut_or_flipped_is_more_than_refused()
    {
        var bytes = McpbFile.Plain().Build();
        var random = new Random(20261126);
        for (var length = 0; length < bytes.Length; length += 3)
        {
            Read(bytes[..length], out var faults).ShouldBeNull();
            faults.ShouldNotBeEmpty();
        }

        for (var i = 0; i < 2000; i++)
        {
            var flipped = bytes.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                flipped[random.Next(flipped.Length)] = (byte)random.Next(256);
            }

            if (Read(flipped, out var faults) is null)
            {
                faults.ShouldNotBeEmpty();
            }
        }
    }

    [Theory]
    [InlineData("{", "manifest.json")]
    [InlineData("[]", "manifest.json manifest.json.manifest_version manifest.json.name manifest.json.server.entry_point manifest.json.server.type manifest.json.version")]
    [InlineData("""{"manifest_version":"0.3","manifest_version":"0.3"}""", "manifest.json")]
    [InlineData("""{"manifest_version":"0.3","name":"n","version":"1","server":{"type":"node","entry_point":"other.js"}}""", "manifest.json.server.entry_point")]
    public void The_manifest_has_to_be_right(string manifest, string fields)
    {
        Read(new McpbFile().Add("manifest.json", manifest).Add("server.js", "x").Build(), out var faults).ShouldBeNull();
        string.Join(' ', faults.Select(fault => fault.Field).Distinct().Order(StringComparer.Ordinal)).ShouldBe(fields);
    }

    [Fact]
    public void It_has_to_be_there_and_at_the_top()
    {
        Read(new McpbFile().Add("inner/manifest.json", McpbFile.PlainManifest).Build(), out var faults).ShouldBeNull();
        faults.ShouldHaveSingleItem().Field.ShouldBe("manifest.json");
    }

    [Fact]
    public void A_manifest_without_end_is_refused()
    {
        Read(new McpbFile().Add("manifest.json", Encoding.UTF8.GetBytes(Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(ArchiveLimits.MaxManifestBytes)))).Build(), out var faults).ShouldBeNull();
        faults.ShouldHaveSingleItem().Detail.ShouldContain("1 MiB");
    }

    private static BundleArchive? Read(byte[] bytes, out FaultList faults)
    {
        faults = [];
        using var stream = new MemoryStream(bytes);
        return ArchiveReader.Read(stream, faults);
    }

    private delegate void Change(Span<byte> header);

    /// <summary>Changes the header of an entry in the directory of the archive.</summary>
    private static byte[] Patch(byte[] archive, string name, Change change)
    {
        for (var at = 0; at < archive.Length - 46; at++)
        {
            if (archive.AsSpan(at).StartsWith("PK\x01\x02"u8) && archive.AsSpan(at + 46).StartsWith(Encoding.UTF8.GetBytes(name)))
            {
                change(archive.AsSpan(at));
                return archive;
            }
        }

        throw new InvalidOperationException($"There is no entry {name}.");
    }
}
