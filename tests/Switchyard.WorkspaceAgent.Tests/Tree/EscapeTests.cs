using ModelContextProtocol.Client;
using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Tests.Rigs;
using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent.Tests.Tree;

/// <summary>No tool for files reaches anything outside the root, whatever a path is made of and whoever changes the directories meanwhile.</summary>
public sealed class EscapeTests(AgentProcess agent) : IClassFixture<AgentProcess>
{
    public static TheoryData<string> Escapes =>
    [
        "..", "../outside", "../outside/secret", "a/../../outside/secret", "./a/b/../../../outside/secret", "/etc/passwd", "/", "OUTSIDE/secret", "ROOT/../outside/secret", "ROOTx/secret",
        "to-file", "to-dir/secret", "a/to-dir/secret", "to-dir-absolute/secret", "to-parent/outside/secret", "to-link/secret", "to-proc/self/environ", "loop", "loop/x", "dangling-outside",
    ];

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task What_leads_outside_is_refused_by_every_tool(string escape)
    {
        Lay();
        var path = escape.Replace("OUTSIDE", agent.Outside, StringComparison.Ordinal).Replace("ROOT", agent.Root, StringComparison.Ordinal);
        await using var client = await agent.Dialer().ConnectAsync();
        (string Tool, object Arguments)[] calls =
        [
            ("read_file", new { path }), ("write_file", new { path, content = "overwritten" }), ("list_directory", new { path }), ("search_files", new { pattern = ".", path }), ("run_command", new { command = "pwd", cwd = path }),
        ];
        foreach (var (tool, arguments) in calls)
        {
            var error = (await client.CallAsync(tool, arguments)).Error();

            if (escape.StartsWith("loop", StringComparison.Ordinal))
            {
                error.ShouldContain("leads through too many symbolic links");
            }
            else
            {
                error.ShouldBe($"'{path}' is outside the root of this agent.");
            }

            error.ShouldNotContain("of somebody else");
        }

        Directory.GetFileSystemEntries(agent.Outside).ShouldBe([Path.Combine(agent.Outside, "secret")]);
        (await File.ReadAllTextAsync(Path.Combine(agent.Outside, "secret"), Patience.Token)).ShouldBe("of somebody else");
    }

    [Theory]
    [InlineData("a/b/file")]
    [InlineData("./a//b/./file")]
    [InlineData("a/../a/b/file")]
    [InlineData("link-inside/file")]
    [InlineData("link-absolute/file")]
    [InlineData("a/b/link-up/a/b/file")]
    [InlineData("link-to-file")]
    [InlineData("ROOT/a/b/file")]
    public async Task What_stays_inside_is_read(string path)
    {
        Lay();
        await using var client = await agent.Dialer().ConnectAsync();

        (await client.CallAsync("read_file", new { path = path.Replace("ROOT", agent.Root, StringComparison.Ordinal) })).Texts().ShouldBe(["inside"]);
    }

    [Fact]
    public async Task A_link_inside_is_written_through_and_stays_one()
    {
        Lay();
        await using var client = await agent.Dialer().ConnectAsync();

        (await client.CallAsync("write_file", new { path = "link-written", content = "through" })).Texts().ShouldBe(["7 bytes were written to 'a/written', a new file."]);

        new FileInfo(Path.Combine(agent.Root, "link-written")).LinkTarget.ShouldBe("a/written");
        File.ReadAllText(Path.Combine(agent.Root, "a/written")).ShouldBe("through");
        File.Delete(Path.Combine(agent.Root, "a/written"));
    }

    [Fact]
    public async Task A_directory_that_is_exchanged_for_a_link_again_and_again_never_lets_anything_out_or_in()
    {
        using var root = new Scratch();
        var (inside, swapped, link) = (Path.Combine(root.Root, "dir"), Path.Combine(root.Root, "away"), Path.Combine(root.Root, "link"));
        Directory.CreateDirectory(inside);
        File.WriteAllText(Path.Combine(inside, "secret"), "inside");
        File.CreateSymbolicLink(link, root.Outside);
        using var tree = new WorkTree(root.Root);
        using var enough = new CancellationTokenSource();
        var swapping = Task.Run(
            () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    Directory.Move(inside, swapped);
                    Directory.Move(link, inside);
                    Directory.Move(inside, link);
                    Directory.Move(swapped, inside);
                }
            },
            Patience.Token);
        var (read, refused) = (0, 0);
        try
        {
            for (var i = 0; i < LongForm.Pick(20_000, 1_000_000) || read == 0 || refused == 0; i++)
            {
                Patience.Token.ThrowIfCancellationRequested();
                try
                {
                    using var place = tree.Find("dir/secret");
                    using var file = place.OpenFile();
                    var bytes = new byte[6];
                    RandomAccess.Read(file, bytes, 0);
                    System.Text.Encoding.UTF8.GetString(bytes).ShouldBe("inside");
                    read++;
                }
                catch (TreeException refusal)
                {
                    refused += refusal.Message.Contains("outside the root", StringComparison.Ordinal) ? 1 : 0;
                }
            }
        }
        finally
        {
            await enough.CancelAsync();
            await swapping;
        }

        Directory.GetFiles(root.Outside).Length.ShouldBe(1);
    }

    [Fact]
    public void What_was_found_is_what_is_used_even_if_its_name_means_something_else_by_then()
    {
        using var root = new Scratch();
        var (file, directory) = (Path.Combine(root.Root, "file"), Path.Combine(root.Root, "dir"));
        File.WriteAllText(file, "inside");
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "name"), "");
        using var tree = new WorkTree(root.Root);
        using var place = tree.Find("file");
        using var list = tree.Find("dir");
        File.Delete(file);
        File.CreateSymbolicLink(file, Path.Combine(root.Outside, "secret"));
        Directory.Move(directory, directory + "-moved");
        Directory.CreateSymbolicLink(directory, root.Outside);

        using var opened = place.OpenFile();
        RandomAccess.GetLength(opened).ShouldBe(6);
        new TreeWalk().In(list, recursive: false).Select(static entry => entry.Name).ShouldBe(["name"]);
    }

    [Fact]
    public void Handles_are_given_back()
    {
        using var root = new Scratch();
        Directory.CreateDirectory(Path.Combine(root.Root, "a/b/c"));
        File.CreateSymbolicLink(Path.Combine(root.Root, "a/up"), "../a/b/c");
        using var tree = new WorkTree(root.Root);
        string[] paths = ["a/b/c", "a/up", ".", "a/../a", "a/b/missing", "a/missing/x", "../x", "/etc", "a/up/../../x"];
        Open();
        var before = Directory.GetFileSystemEntries("/proc/self/fd").Length;

        for (var i = 0; i < 100; i++)
        {
            Open();
        }

        // Other tests open and close files meanwhile; a leak would be hundreds.
        Directory.GetFileSystemEntries("/proc/self/fd").Length.ShouldBeLessThan(before + 100);

        void Open()
        {
            foreach (var path in paths)
            {
                try
                {
                    using var place = tree.Find(path);
                }
                catch (TreeException)
                {
                    // Some lead nowhere.
                }
            }
        }
    }

    private void Lay()
    {
        var root = agent.Root;
        if (Directory.Exists(Path.Combine(root, "a")))
        {
            return;
        }

        Directory.CreateDirectory(Path.Combine(root, "a/b"));
        File.WriteAllText(Path.Combine(root, "a/b/file"), "inside");
        foreach (var (name, target) in new[]
        {
            ("to-file", "../outside/secret"), ("to-dir", "../outside"), ("a/to-dir", "../../outside"), ("to-dir-absolute", agent.Outside), ("to-parent", ".."), ("to-link", "to-dir"), ("to-proc", "/proc"), ("loop", "loop"),
            ("dangling-outside", "../outside/new"), ("link-inside", "a/b"), ("link-absolute", Path.Combine(root, "a/b")), ("a/b/link-up", "../.."), ("link-to-file", "a/b/file"), ("link-written", "a/written"),
        })
        {
            File.CreateSymbolicLink(Path.Combine(root, name), target);
        }
    }

    private sealed class Scratch : IDisposable
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-tree-");

        public Scratch()
        {
            Directory.CreateDirectory(Root);
            Directory.CreateDirectory(Outside);
            File.WriteAllText(Path.Combine(Outside, "secret"), "of somebody else");
        }

        public string Root => Path.Combine(_directory.FullName, "root");

        public string Outside => Path.Combine(_directory.FullName, "outside");

        public void Dispose() => _directory.Delete(recursive: true);
    }
}
