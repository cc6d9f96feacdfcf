using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Origins;
using Switchyard.Testing.Archives;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.File;

/// <summary>Bundles of archives that lie beside the configuration file that names them.</summary>
public sealed class ArchiveTests : IDisposable
{
    private const string Manifest = """
        {"manifest_version":"0.3","name":"n","version":"1","server":{"type":"node","entry_point":"s.js"},"user_config":{"size":{"type":"number","max":9},"dirs":{"type":"directory","multiple":true,"required":true},"key":{"type":"string","sensitive":true}}}
        """;

    private const string Text = "version: 1\nbundles:\n  - name: b\n    workspace: w\n    type: mcpb\n    archive: sub/a.mcpb\n    settings: {size: 3, dirs: [/a, /b]}\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchyard-archives-");

    private string File => Path.Combine(_folder.FullName, "a.yaml");

    private string Archive => Path.Combine(_folder.FullName, "sub", "a.mcpb");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_is_found_beside_the_file_and_a_new_one_is_a_change()
    {
        var first = Write(Manifest);
        await System.IO.File.WriteAllTextAsync(File, Text, Patience.Token);
        var source = new FileSource([File], _ => null);

        var definition = (await source.ReadAsync(Patience.Token)).Bundles.ShouldHaveSingleItem().Value.ShouldNotBeNull().Definition;
        (definition.Archive, definition.ArchiveFile, definition.Command).ShouldBe((first, Archive, "node"));
        (definition.Settings["size"].Single(), string.Join(' ', definition.Settings["dirs"])).ShouldBe(("3", "/a /b"));
        source.Last!.References.ShouldBe([Archive], "it is watched");
        (await source.HasChangedAsync(Patience.Token)).ShouldBeFalse();

        var second = Write(Manifest.Replace("\"1\"", "\"2.0\"", StringComparison.Ordinal));
        (await source.HasChangedAsync(Patience.Token)).ShouldBeTrue();
        (await source.ReadAsync(Patience.Token)).Bundles[0].Value!.Definition.Archive.ShouldBe(second);
        (await source.HasChangedAsync(Patience.Token)).ShouldBeFalse();

        System.IO.File.Delete(Archive);
        (await source.HasChangedAsync(Patience.Token)).ShouldBeTrue();
        var fault = (await Should.ThrowAsync<ConfigurationRejectedException>(() => source.ReadAsync(Patience.Token))).Faults.ShouldHaveSingleItem();
        (fault.Path, fault.Line).ShouldBe(("bundles[0].archive", 6));
        fault.Detail.ShouldContain("Does not exist");
    }

    [Fact]
    public async Task What_served_is_read_again_without_the_archive()
    {
        var hash = Write(Manifest);
        await System.IO.File.WriteAllTextAsync(File, Text, Patience.Token);
        var source = new FileSource([File], _ => null);
        var good = await source.ReadGoodAsync(Patience.Token);
        System.IO.File.Delete(Archive);

        var again = source.Read(good.Material);

        again.Part.Bundles[0].Value!.Definition.ShouldBe(good.Part.Bundles[0].Value!.Definition);
        again.Part.Bundles[0].Value!.Definition.Archive.ShouldBe(hash);
        good.Material.References[Archive].Length.ShouldBeLessThan(1000, "what is kept is what the configuration needs, not the archive");
    }

    [Fact]
    public async Task Every_fault_of_an_archive_and_of_its_settings_is_named_at_its_place()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Archive)!);
        await System.IO.File.WriteAllBytesAsync(Archive, McpbFile.Plain().Add("../evil", "x").Add("link", "y", 0xA1FF).Build(), Patience.Token);
        await System.IO.File.WriteAllTextAsync(File, Text, Patience.Token);
        var refused = await Should.ThrowAsync<ConfigurationRejectedException>(() => new FileSource([File], _ => null).ReadAsync(Patience.Token));
        refused.Faults.Select(fault => (fault.Path, fault.Line, fault.Detail.Split(':')[0])).ShouldBe([("bundles[0].archive", 6, "../evil"), ("bundles[0].archive", 6, "link")]);

        Write(Manifest);
        await System.IO.File.WriteAllTextAsync(File, Text.Replace("size: 3, dirs: [/a, /b]", "size: 30, dirs: [a], key: k, other: 1", StringComparison.Ordinal), Patience.Token);
        refused = await Should.ThrowAsync<ConfigurationRejectedException>(() => new FileSource([File], _ => null).ReadAsync(Patience.Token));
        refused.Faults.Select(fault => fault.Path).Order(StringComparer.Ordinal).ShouldBe(["bundles[0].settings.dirs", "bundles[0].settings.key", "bundles[0].settings.other", "bundles[0].settings.size"]);
    }

    [Fact]
    public void A_document_has_no_files_beside_it() =>
        new FileReader(_ => null, kind: OriginKind.Document).Read("d", Text).Faults.ShouldHaveSingleItem().Path.ShouldBe("bundles[0].archive");

    [Fact]
    public void A_check_of_a_text_looks_at_no_file() => ConfigCheck.Foreign("a.yaml", Text, FileFormat.Yaml).Faults.ShouldBeEmpty();

    private string Write(string manifest)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Archive)!);
        var bytes = new McpbFile().Add("manifest.json", manifest).Add("s.js", "x").Build();
        System.IO.File.WriteAllBytes(Archive, bytes);
        return McpbFile.HashOf(bytes);
    }
}
