using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.File;

public sealed class FileSourceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-files.").FullName;

    private static CancellationToken Ended => Patience.Token;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    [Trait("criterion", "CFG-1")]
    public async Task A_directory_is_read_in_ordinal_order_without_hidden_files_and_later_wins()
    {
        Write("conf/20.yml", Provider("a", "https://twenty.example") + Provider("c", "https://c.example", header: false));
        Write("conf/10.yaml", Provider("a", "https://ten.example"));
        Write("conf/3.json", """{"version": 1, "access": {"byok": false}}""");
        Write("conf/.hidden.yaml", "nonsense");
        Write("conf/readme.txt", "nonsense");
        Write("conf/sub/x.yaml", "nonsense");
        var last = Write("last.yaml", "version: 1\nproviders:\n  - {name: c, remove: true}\n");

        var part = await new FileSource([Path.Combine(_directory, "conf"), last]).ReadAsync(Ended);

        part.Files.Select(file => Path.GetFileName(file)).ShouldBe(["10.yaml", "20.yml", "3.json", "last.yaml"]);
        part.Providers.Select(item => (item.Name, item.Value?.BaseUrl)).ShouldBe([("a", "https://twenty.example"), ("c", null)]);
        part.Access.ShouldNotBeNull().Byok.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "CFG-1")]
    [Trait("criterion", "CFG-4")]
    public async Task The_faults_of_all_files_come_together()
    {
        var one = Write("one.yaml", "version: 1\nx: 1\n");
        var two = Write("two.yaml", "version: 1\ny: 1\n");
        var binary = Path.Combine(_directory, "binary.yaml");
        await System.IO.File.WriteAllBytesAsync(binary, [0x76, 0xff, 0xfe], Ended);
        var large = Write("large.yaml", "version: 1\n#" + new string('x', FileReader.MaxBytes));
        var missing = Path.Combine(_directory, "missing.yaml");

        var rejection = await Should.ThrowAsync<ConfigurationRejectedException>(() => new FileSource([one, missing, two, binary, large]).ReadAsync(Ended));

        rejection.Faults.Select(fault => (fault.File, fault.Line)).ShouldBe([(one, 2), (missing, 0), (two, 2), (binary, 0), (large, 0)]);
        rejection.Message.ShouldContain($"{one}:2:1: x: Unknown field");
    }

    [Fact]
    [Trait("criterion", "CFG-28")]
    public async Task Bytes_hash_and_what_they_say_are_of_one_read_however_the_file_changes_meanwhile()
    {
        var file = Write("a.yaml", Text(1));
        var source = new FileSource([file]);
        var hashes = new Dictionary<int, string>();
        foreach (var content in (int[])[1, 2])
        {
            Write("a.yaml", Text(content));
            await source.ReadAsync(Ended);
            hashes[content] = source.Last!.Hash;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        var writer = Task.Run(
            () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    Write("next.tmp", Text((i % 2) + 1));
                    System.IO.File.Move(Path.Combine(_directory, "next.tmp"), file, overwrite: true);
                }
            },
            Ended);
        var seen = new HashSet<long>();
        for (var read = 0; read < 2_000 || seen.Count < 2; read++)
        {
            var good = await source.ReadGoodAsync(Ended);
            var content = (int)(good.Part.Server!.MaxEventBytes / 1024);
            seen.Add(content);
            source.Last!.Hash.ShouldBe(hashes[content]);
            good.Material.Files.ShouldHaveSingleItem().Value.ShouldBe(System.Text.Encoding.UTF8.GetBytes(Text(content)));
        }

        await stop.CancelAsync();
        await writer;

        static string Text(int n) => $"version: 1\nserver:\n  limits: {{eventBytes: {1024 * n}}}\n";
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_content()
    {
        var file = Path.Combine(_directory, "bom.json");
        await System.IO.File.WriteAllBytesAsync(file, [0xef, 0xbb, 0xbf, .. """{"version": 1}"""u8], Ended);
        (await new FileSource([file]).ReadAsync(Ended)).Files.ShouldBe([file]);
    }

    [Fact]
    public async Task No_files_are_an_empty_part() => (await new FileSource([]).ReadAsync(Ended)).Providers.ShouldBeEmpty();

    private static string Provider(string name, string baseUrl, bool header = true) =>
        (header ? "version: 1\nproviders:\n" : "") + $"  - {{name: {name}, type: openai, baseUrl: \"{baseUrl}\", keys: [{{key: sk-{name}}}]}}\n";

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
