using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.File;

/// <summary>How files come to be read again: by notices of the system with the scan all but off, and by the scan alone.</summary>
public sealed class FileWatchTests
{
    private const string ByNotice = "  reload: {debounce: 20ms, maxDelay: 200ms, retryRead: 10m, scan: 10m}\n";

    private static CancellationToken Ended => Patience.Token;

    public static TheoryData<string> Patterns => ["in place", "rename", "delete and create", "backup", "link swap", "link target"];

    [Theory]
    [MemberData(nameof(Patterns))]
    [Trait("criterion", "CFG-23")]
    public async Task Each_way_to_save_a_file_is_noticed(string pattern)
    {
        await using var storage = await TestStorage.SqliteAsync();
        var folder = Directory.CreateDirectory(Path.Combine(storage.Directory, "conf")).FullName;
        var path = Path.Combine(folder, "a.yaml");
        if (pattern.StartsWith("link", StringComparison.Ordinal))
        {
            Volume(folder, "one", Text(1));
            System.IO.File.CreateSymbolicLink(path, Path.Combine(pattern == "link swap" ? "..data" : "..one", "a.yaml"));
        }
        else
        {
            System.IO.File.WriteAllText(path, Text(1));
        }

        var node = await storage.Node([path], TimeProvider.System).StartedAsync();
        Save(pattern, folder, path, Text(2));

        await node.UntilAsync(state => state.Applied?.Server.MaxEventBytes == 1024 * 2);
        Save(pattern, folder, path, Text(3));
        await node.UntilAsync(state => state.Applied?.Server.MaxEventBytes == 1024 * 3);
    }

    [Fact]
    [Trait("criterion", "CFG-2")]
    [Trait("criterion", "CFG-23")]
    public async Task A_file_that_a_value_refers_to_is_followed_too_and_its_last_line_break_is_not_part_of_it()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var secret = storage.Write("key.txt", "sk-aaaaaaaaaaaaaaaaaaaa-0001\n");
        var path = storage.Write("a.yaml", $$"""
            version: 1
            server:
            {{ByNotice}}
            providers:
              - {name: file, type: openai, baseUrl: "https://up.example", keys: [{key: "${file:key.txt}"}]}
            """);
        var node = await storage.Node([path], TimeProvider.System).StartedAsync();
        node.Provider("file").Keys[0].Value!.Reveal().ShouldBe("sk-aaaaaaaaaaaaaaaaaaaa-0001");

        System.IO.File.WriteAllText(secret, "sk-aaaaaaaaaaaaaaaaaaaa-0002\n");

        await node.UntilAsync(state => state.Applied?.Providers[0].Keys[0].Value!.Reveal() == "sk-aaaaaaaaaaaaaaaaaaaa-0002");
    }

    [Fact]
    [Trait("criterion", "CFG-24")]
    [Trait("criterion", "CFG-27")]
    public async Task The_scan_alone_finds_a_change_and_many_writes_are_one_reload()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var path = storage.Write("a.yaml", Text(1, ""));
        var node = await storage.Node([path]).StartedAsync();
        // It has set its notices up, which is a notice, and waits for quiet.
        await storage.Time.WhenArmedAsync(dueIn: TimeSpan.FromMilliseconds(250)).WaitAsync(Ended);
        var reads = node.Files.Reads;

        for (var i = 2; i <= 5; i++)
        {
            System.IO.File.WriteAllText(path, Text(i, ""));
        }

        // Whether the system has told of it by now does not matter: the clock stands, so nothing is read before it moves.
        storage.Time.Advance(TimeSpan.FromSeconds(5));
        await node.UntilAsync(state => state.Applied?.Server.MaxEventBytes == 1024 * 5);
        (node.Files.Reads - reads).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "CFG-26")]
    [Trait("criterion", "CFG-29")]
    public async Task A_half_written_file_replaces_nothing_and_is_read_again_when_it_is_whole_and_not_before()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var path = storage.Write("a.yaml", Text(1));
        var node = await storage.Node([path], TimeProvider.System).StartedAsync();

        Replace(path, Text(2)[..30]);
        await node.UntilAsync(state => state.RejectedReason is not null);
        node.Status.Current!.Server.MaxEventBytes.ShouldBe(1024);
        var reads = node.Files.Reads;
        System.IO.File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        Replace(path, Text(2));
        await node.UntilAsync(state => state.Applied?.Server.MaxEventBytes == 1024 * 2);
        node.Status.State.IsDegraded.ShouldBeFalse();
        (node.Files.Reads - reads).ShouldBe(1, "the same broken content is not read a second time");
    }

    [Fact]
    [Trait("criterion", "CFG-2")]
    public async Task Other_files_in_a_directory_are_nobodys_business_and_new_ones_of_its_kind_are()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var folder = Directory.CreateDirectory(Path.Combine(storage.Directory, "conf")).FullName;
        System.IO.File.WriteAllText(Path.Combine(folder, "a.yaml"), Text(1));
        var source = new Configuration.Sources.File.FileSource([folder]);
        await source.ReadAsync(Ended);

        System.IO.File.WriteAllText(Path.Combine(folder, "notes.txt"), "x");
        System.IO.File.WriteAllText(Path.Combine(folder, ".hidden.yaml"), "x");
        (await source.HasChangedAsync(Ended)).ShouldBeFalse();

        System.IO.File.WriteAllText(Path.Combine(folder, "b.yaml"), "version: 1\n");
        (await source.HasChangedAsync(Ended)).ShouldBeTrue();
        await source.ReadAsync(Ended);
        (await source.HasChangedAsync(Ended)).ShouldBeFalse();

        System.IO.File.Delete(Path.Combine(folder, "b.yaml"));
        (await source.HasChangedAsync(Ended)).ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "CFG-25")]
    public async Task A_file_that_is_written_without_pause_is_read_all_the_same()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var path = storage.Write("a.yaml", Text(1));
        var node = await storage.Node([path], TimeProvider.System).StartedAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ended);

        var writer = Task.Run(
            () =>
            {
                // Without pause: each write is a notice, and it is never quiet for the 20 ms that would end the burst.
                while (!stop.IsCancellationRequested)
                {
                    System.IO.File.WriteAllText(path + ".new", Text(2));
                    System.IO.File.Move(path + ".new", path, overwrite: true);
                }
            },
            Ended);
        await node.UntilAsync(state => state.Applied?.Server.MaxEventBytes == 1024 * 2);
        await stop.CancelAsync();
        await writer;
    }

    // In one step, so that no look can fall into the middle of it.
    private static void Replace(string path, string text)
    {
        System.IO.File.WriteAllText(path + ".new", text);
        System.IO.File.Move(path + ".new", path, overwrite: true);
    }

    private static string Text(int n, string reload = ByNotice) => $"version: 1\nserver:\n  limits: {{eventBytes: {1024 * n}}}\n{reload}";

    private static void Volume(string folder, string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(folder, ".." + name));
        System.IO.File.WriteAllText(Path.Combine(folder, ".." + name, "a.yaml"), text);
        var link = Path.Combine(folder, "..data_tmp");
        System.IO.File.Delete(link);
        System.IO.File.CreateSymbolicLink(link, ".." + name);

        // The framework moves no link to a directory over another one; the system does, in one step.
        using var move = System.Diagnostics.Process.Start("mv", ["-T", link, Path.Combine(folder, "..data")]);
        move.WaitForExit();
        move.ExitCode.ShouldBe(0);
    }

    private static void Save(string pattern, string folder, string path, string text)
    {
        switch (pattern)
        {
            case "in place":
                System.IO.File.WriteAllText(path, text);
                break;
            case "rename":
                System.IO.File.WriteAllText(path + ".tmp", text);
                System.IO.File.Move(path + ".tmp", path, overwrite: true);
                break;
            case "delete and create":
                System.IO.File.Delete(path);
                System.IO.File.WriteAllText(path, text);
                break;
            case "backup":
                System.IO.File.Move(path, path + "~", overwrite: true);
                System.IO.File.WriteAllText(path, text);
                break;
            case "link swap":
                Volume(folder, Guid.CreateVersion7().ToString("N"), text);
                break;
            case "link target":
                System.IO.File.WriteAllText(Path.Combine(folder, "..one", "a.yaml"), text);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "Unknown.");
        }
    }
}
