using System.Runtime.Versioning;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using Switchyard.Testing.Runs;
using Switchyard.WorkspaceAgent.Tests.Rigs;

namespace Switchyard.WorkspaceAgent.Tests.Tools;

/// <summary>The tools for files, called by the official client on the real program.</summary>
[SupportedOSPlatform("linux")]
public sealed class FileToolTests(AgentProcess agent) : IClassFixture<AgentProcess>, IAsyncLifetime
{
    private McpClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await agent.Dialer().ConnectAsync();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Theory]
    [Trait("criterion", "AGT-13")]
    [InlineData(null)]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task The_tools_are_listed_in_every_revision_that_a_node_may_speak(string? protocol)
    {
        await using var client = await agent.Dialer().ConnectAsync(protocol);

        var tools = await client.ListToolsAsync(cancellationToken: Patience.Token);

        tools.Select(static tool => tool.Name).ShouldBe(["list_directory", "read_file", "run_command", "search_files", "write_file"]);
        tools.ShouldAllBe(static tool => tool.Description.Length > 40 && tool.JsonSchema.GetProperty("additionalProperties").GetBoolean() == false);
        client.ServerInfo!.Name.ShouldBe("switchyard-agent");
    }

    [Fact]
    public async Task A_text_is_read_whole_or_in_parts_that_say_how_to_go_on()
    {
        Write("text.txt", "Grüße, Welt");

        (await _client.CallAsync("read_file", new { path = "text.txt" })).Texts().ShouldBe(["Grüße, Welt"]);
        (await _client.CallAsync("read_file", new { path = "text.txt", offset = 2, limit = 3 })).Texts().ShouldBe(["ü", "These are bytes 2 to 4 of 13, as text. Go on with offset 4."]);
        (await _client.CallAsync("read_file", new { path = "text.txt", offset = 9 })).Texts().ShouldBe(["Welt", "These are bytes 9 to 13 of 13, as text; it is the end of the file."]);
        (await _client.CallAsync("read_file", new { path = "text.txt", offset = 99 })).Texts()[0].ShouldBe("");
    }

    [Fact]
    public async Task One_MiB_is_answered_at_once_and_all_parts_are_the_whole()
    {
        var whole = string.Concat(Enumerable.Range(0, 400_000).Select(static n => $"{n}ä€"));
        Write("large.txt", whole);
        var read = new StringBuilder();
        long offset = 0;
        for (var parts = 1; ; parts++)
        {
            var texts = (await _client.CallAsync("read_file", new { path = "large.txt", offset })).Texts();
            Encoding.UTF8.GetByteCount(texts[0]).ShouldBeLessThanOrEqualTo(1 << 20);
            read.Append(texts[0]);
            if (!texts[1].Contains("Go on with offset ", StringComparison.Ordinal))
            {
                parts.ShouldBe(5);
                break;
            }

            offset = long.Parse(texts[1].Split("offset ")[1].TrimEnd('.'));
        }

        read.ToString().ShouldBe(whole);
    }

    [Fact]
    public async Task What_is_no_text_is_base64()
    {
        byte[] bytes = [0, 1, 2, 255];
        await File.WriteAllBytesAsync(Path.Combine(agent.Root, "binary"), bytes, Patience.Token);
        await File.WriteAllBytesAsync(Path.Combine(agent.Root, "large-binary"), new byte[2 << 20], Patience.Token);

        (await _client.CallAsync("read_file", new { path = "binary" })).Texts().ShouldBe([Convert.ToBase64String(bytes), "This is base64: the 4 bytes are no text."]);
        var large = (await _client.CallAsync("read_file", new { path = "large-binary" })).Texts();
        large[0].Length.ShouldBe(1 << 20);
        large[1].ShouldEndWith($"Go on with offset {768 << 10}.");
    }

    [Theory]
    [InlineData("missing", "'missing' does not exist.")]
    [InlineData("dir", "'dir' is a directory.")]
    [InlineData("pipe", "'pipe' is not a regular file.")]
    [InlineData("", "A path has 1 to 4096 characters, none of them NUL.")]
    [InlineData("a\0b", "A path has 1 to 4096 characters, none of them NUL.")]
    [InlineData("text.txt/below", "'text.txt/below' does not exist: 'text.txt' is not a directory.")]
    public async Task What_can_not_be_read_is_said(string path, string error)
    {
        Directory.CreateDirectory(Path.Combine(agent.Root, "dir"));
        Write("text.txt", "Grüße, Welt");
        if (!File.Exists(Path.Combine(agent.Root, "pipe")))
        {
            await _client.CallAsync("run_command", new { command = "mkfifo", args = new[] { "pipe" } });
        }

        (await _client.CallAsync("read_file", new { path })).Error().ShouldBe(error);
    }

    [Fact]
    public async Task Every_fault_of_the_arguments_is_said_at_once()
    {
        var error = (await _client.CallAsync("read_file", new { offset = -1, limit = "many", more = 1 })).Error();

        error.ShouldBe("path: Is needed.\noffset: Is -1; it must be from 0 to 9223372036854775807.\nlimit: Must be a whole number from 1 to 1048576.\nmore: Unknown field; known are path, offset, limit.");
        (await _client.CallAsync("run_command", new { command = new[] { "ls" }, args = new object[] { 1 }, timeout = 601 })).Error()
            .ShouldBe("command: Must be a text.\nargs[0]: Must be a text of at most 131072 characters without NUL.\ntimeout: Must be a number from 0.001 to 600.");
        (await Should.ThrowAsync<McpProtocolException>(() => _client.CallAsync("rm", new { }))).ErrorCode.ShouldBe(McpErrorCode.InvalidParams);
    }

    [Fact]
    public async Task A_file_is_written_in_one_step_and_keeps_its_rights()
    {
        var path = Write("script.sh", "before");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        using var reader = File.OpenRead(path);

        (await _client.CallAsync("write_file", new { path = "script.sh", content = "äfter" })).Texts().ShouldBe(["6 bytes were written to 'script.sh'."]);

        (await File.ReadAllTextAsync(path, Patience.Token)).ShouldBe("äfter");
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        new StreamReader(reader).ReadToEnd().ShouldBe("before", "who had it open still has what was there");
        Directory.GetFiles(agent.Root, ".*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_file_is_made_with_its_directories_unless_that_is_not_wanted()
    {
        (await _client.CallAsync("write_file", new { path = "new/deep/file", content = "x" })).Texts().ShouldBe(["1 bytes were written to 'new/deep/file', a new file."]);
        (await _client.CallAsync("write_file", new { path = "new/deep/file", content = "y", create = false })).Texts();
        (await _client.CallAsync("write_file", new { path = "new/other", content = "y", create = false })).Error().ShouldBe("'new/other' does not exist, and create is false.");
        (await _client.CallAsync("write_file", new { path = "other/other", content = "y", create = false })).Error().ShouldBe("'other/other' does not exist.");
        (await _client.CallAsync("write_file", new { path = "new/deep", content = "y" })).Error().ShouldBe("'new/deep' is a directory.");

        File.ReadAllText(Path.Combine(agent.Root, "new/deep/file")).ShouldBe("y");
        Directory.Exists(Path.Combine(agent.Root, "other")).ShouldBeFalse();
        File.GetUnixFileMode(Path.Combine(agent.Root, "new/deep/file")).HasFlag(UnixFileMode.UserExecute).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_is_listed_in_order_and_within_its_limit()
    {
        Write("list/b.txt", "12345");
        Write("list/a/inner.txt", "1");
        File.CreateSymbolicLink(Path.Combine(agent.Root, "list/link"), "b.txt");
        File.CreateSymbolicLink(Path.Combine(agent.Root, "list/loop"), "..");

        (await _client.CallAsync("list_directory", new { path = "list" })).Texts().ShouldBe(["a/\nb.txt\t5\nlink -> b.txt\nloop -> ..\n"]);
        (await _client.CallAsync("list_directory", new { path = "list", recursive = true })).Texts().ShouldBe(["a/\na/inner.txt\t1\nb.txt\t5\nlink -> b.txt\nloop -> ..\n"]);
        (await _client.CallAsync("list_directory", new { path = "list", limit = 2 })).Texts()
            .ShouldBe(["a/\nb.txt\t5\n", "There are more than 2 names; ask for a directory in it, or for a higher limit (at most 10000)."]);
        (await _client.CallAsync("list_directory", new { path = "list/b.txt" })).Error().ShouldBe("'list/b.txt' is not a directory.");
        Directory.CreateDirectory(Path.Combine(agent.Root, "list-empty"));
        (await _client.CallAsync("list_directory", new { path = "list-empty" })).Texts().ShouldBe(["(empty)"]);
    }

    [Fact]
    public async Task What_is_too_deep_is_said()
    {
        Directory.CreateDirectory(Path.Combine(agent.Root, "deep", string.Join('/', Enumerable.Repeat("d", 70))));

        (await _client.CallAsync("list_directory", new { path = "deep", recursive = true })).Texts()[1].ShouldStartWith("1 directories can not be read");
    }

    [Fact]
    public async Task Lines_are_found_by_expression_and_glob()
    {
        Write("search/one.cs", "first\nclass Néedle;\nlast");
        Write("search/sub/two.cs", "no\r\nNEEDLE\r\n");
        Write("search/sub/three.md", "class Needle");
        await File.WriteAllBytesAsync(Path.Combine(agent.Root, "search/binary"), "needle\0"u8.ToArray(), Patience.Token);
        File.CreateSymbolicLink(Path.Combine(agent.Root, "search/out"), agent.Outside);

        (await _client.CallAsync("search_files", new { pattern = "(?i)n[eé]edle", path = "search" })).Texts()
            .ShouldBe(["search/one.cs:2:class Néedle;\nsearch/sub/three.md:1:class Needle\nsearch/sub/two.cs:2:NEEDLE\n", "1 files were skipped: they are binary, or larger than 16 MiB."]);
        (await Found("NEEDLE|class", "*.cs")).ShouldBe("search/one.cs:2:class Néedle;\nsearch/sub/two.cs:2:NEEDLE\n");
        (await Found("(?i)needle", "sub/*.md")).ShouldBe("search/sub/three.md:1:class Needle\n");
        (await Found("(?i)needle", "**/t*.??")).ShouldBe("search/sub/three.md:1:class Needle\nsearch/sub/two.cs:2:NEEDLE\n");
        (await Found("somebody", null)).ShouldStartWith("Nothing was found in 4 files.");
        (await _client.CallAsync("search_files", new { pattern = "last", path = "search/one.cs" })).Texts().ShouldBe(["search/one.cs:3:last\n"]);

        async Task<string> Found(string pattern, string? glob) => (await _client.CallAsync("search_files", new { pattern, path = "search", glob })).Texts()[0];
    }

    [Fact]
    public async Task A_search_ends_at_its_limit_and_says_so()
    {
        Write("many/lines", string.Concat(Enumerable.Range(0, 100).Select(static n => $"line {n}\n")));
        Write("wide/line", new string('x', 100_000));

        var texts = (await _client.CallAsync("search_files", new { pattern = "line", path = "many", limit = 3 })).Texts();
        texts.ShouldBe(["many/lines:1:line 0\nmany/lines:2:line 1\nmany/lines:3:line 2\n", "The search ended early: it has found 3 lines. There may be more; ask for less of the tree, or for files by glob."]);
        (await _client.CallAsync("search_files", new { pattern = "x+", path = "wide" })).Texts()[0].ShouldBe($"wide/line:1:{new string('x', 500)}…\n");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("(?=a)")]
    [InlineData("(a)\\1")]
    [InlineData("((a{1000}){1000}){1000}")]
    public async Task An_expression_that_can_not_be_used_is_said(string pattern) =>
        (await _client.CallAsync("search_files", new { pattern })).Error().ShouldStartWith("pattern: Can not be used:");

    [Fact]
    public async Task An_expression_that_takes_other_engines_for_ever_does_not()
    {
        Write("evil/text", new string('a', 60_000) + "!");

        (await _client.CallAsync("search_files", new { pattern = "^(a+)+$", path = "evil" })).Texts()[0].ShouldStartWith("Nothing was found");
    }

    private string Write(string path, string content)
    {
        var full = Path.Combine(agent.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }
}
