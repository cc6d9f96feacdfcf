using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Archives;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Archives;

/// <summary>Servers out of archives, started as the lifecycle does.</summary>
public sealed class ArchivedServerTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "BND-31")]
    public async Task A_program_is_unpacked_once_and_gets_what_its_manifest_says()
    {
        var archive = ToyMcpb.Build();
        var bundle = ArchiveBundle.Of(archive, """{"pages":3,"options":["quiet-lists","wrong-ids"]}""", new Secret("canary-of-an-archive"));
        _rig.Content.Archives[bundle.Definition.Archive!] = archive;

        var server = await _rig.StartAsync(bundle);
        var other = await _rig.StartAsync(bundle);

        server.Tools.Count.ShouldBeGreaterThan(0);
        server.Initialization["capabilities"]!["tools"]!["listChanged"].ShouldBeNull("the argument of several values reached it");
        var environment = JsonNode.Parse(await ServerRig.TextAsync(server, "environment"))!["variables"]!;
        var directory = Path.Combine(_rig.Root, "bundles", ".archives", bundle.Definition.Archive!);
        ((string?)environment["TOY_TOKEN"], (string?)environment["TOY_DIR"], (string?)environment["TOY_HOME"]).ShouldBe(("canary-of-an-archive", directory, Path.Combine(_rig.Root, "bundles", "team", "toy")));
        environment.AsObject().ContainsKey("TOY_NOTE").ShouldBeFalse("a field without a value is no variable");
        environment.AsObject().ContainsKey("SWITCHYARD_SECRET_KEYS").ShouldBeFalse();
        _rig.Content.Asked.ShouldHaveSingleItem("both run from what was unpacked once");
        if (!OperatingSystem.IsWindows())
        {
            (File.GetUnixFileMode(Path.Combine(directory, "server/run")), File.GetUnixFileMode(Path.Combine(directory, "manifest.json")))
                .ShouldBe((UnixFileMode.UserRead | UnixFileMode.UserExecute, UnixFileMode.UserRead));
        }


        _rig.Archives.RemoveUnused(new HashSet<string>()).ShouldBeEmpty("two processes run from it");
        await server.StopAsync(StopMode.Orderly).AsTask().WaitAsync(Patience.Token);
        _rig.Archives.RemoveUnused(new HashSet<string>()).ShouldBeEmpty("one process runs from it");
        var released = new TaskCompletionSource();
        _rig.Archives.Released = released.SetResult;
        await other.StopAsync(StopMode.Orderly).AsTask().WaitAsync(Patience.Token);
        await released.Task.WaitAsync(Patience.Token);
        _rig.Archives.RemoveUnused(new HashSet<string> { bundle.Definition.Archive! }).ShouldBeEmpty("a revision names it");
        _rig.Archives.RemoveUnused(new HashSet<string>()).ShouldBe([bundle.Definition.Archive!]);
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(directory)!).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_of_npm_runs_from_its_archive_with_a_directory_for_each_argument()
    {
        const string Server = "node_modules/@modelcontextprotocol/server-filesystem";
        var root = Servers();
        const string Manifest = """
            {"manifest_version":"0.2","name":"filesystem","version":"1.0.0","server":{"type":"node","entry_point":"node_modules/@modelcontextprotocol/server-filesystem/dist/index.js",
             "mcp_config":{"command":"node","args":["${__dirname}/node_modules/@modelcontextprotocol/server-filesystem/dist/index.js","${user_config.allowed_directories}"]}},
             "user_config":{"allowed_directories":{"type":"directory","title":"Allowed","multiple":true,"required":true}}}
            """;
        Directory.Exists(Path.Combine(root, Server)).ShouldBeTrue(root);
        var archive = new McpbFile().Add("manifest.json", Manifest).AddDirectory(Path.Combine(root, "node_modules"), "node_modules/").Build();
        var one = Directory.CreateDirectory(Path.Combine(_rig.Root, "one"));
        var two = Directory.CreateDirectory(Path.Combine(_rig.Root, "two"));
        await File.WriteAllTextAsync(Path.Combine(two.FullName, "note.txt"), "from an archive", Patience.Token);
        var bundle = ArchiveBundle.Of(archive, $$"""{"allowed_directories":["{{one.FullName}}","{{two.FullName}}"]}""");
        _rig.Content.Archives[bundle.Definition.Archive!] = archive;

        var server = await _rig.StartAsync(bundle);

        (await ServerRig.TextAsync(server, "read_text_file", new JsonObject { ["path"] = Path.Combine(two.FullName, "note.txt") })).ShouldBe("from an archive");
        (await ServerRig.TextAsync(server, "list_allowed_directories")).ShouldContain(one.FullName);
    }

    [Fact]
    public async Task An_archive_that_is_gone_or_another_one_starts_nothing_and_leaves_nothing()
    {
        var archive = ToyMcpb.Build();
        var bundle = ArchiveBundle.Of(archive);

        (await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(bundle))).Message.ShouldContain("not in the database any more");

        _rig.Content.Archives[bundle.Definition.Archive!] = ToyMcpb.Build("2.0.0");
        (await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(bundle))).Message.ShouldContain("SHA-256");
        Directory.EnumerateFileSystemEntries(Path.Combine(_rig.Root, "bundles", ".archives")).ShouldBeEmpty();
        _rig.Marked().ShouldBeEmpty();

        // What failed once is tried again.
        _rig.Content.Archives[bundle.Definition.Archive!] = archive;
        (await _rig.StartAsync(bundle)).Tools.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_file_that_changed_since_it_was_read_is_not_run()
    {
        var archive = ToyMcpb.Build();
        var path = Path.Combine(_rig.Root, "toy.mcpb");
        await File.WriteAllBytesAsync(path, archive, Patience.Token);
        var bundle = ArchiveBundle.Of(archive);
        bundle = bundle with { Definition = bundle.Definition with { ArchiveFile = path } };
        await using (var server = new Stopping(await _rig.StartAsync(bundle)))
        {
            _rig.Content.Asked.ShouldBeEmpty("a file is not looked for in the database");
        }

        await File.WriteAllBytesAsync(path, ToyMcpb.Build("2.0.0"), Patience.Token);
        (await _rig.StartAsync(bundle)).Tools.ShouldNotBeEmpty("what was unpacked is still what was meant");
        var next = ArchiveBundle.Of(ToyMcpb.Build("3.0.0"));
        (await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(next with { Definition = next.Definition with { ArchiveFile = path } }))).Message.ShouldContain("SHA-256");
    }

    private static string Servers([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", "servers"));

    private sealed class Stopping(ILiveServer server) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => server.StopAsync(StopMode.Orderly);
    }
}
