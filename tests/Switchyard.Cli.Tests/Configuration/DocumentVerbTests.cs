using System.Text.Json;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;

namespace Switchyard.Cli.Tests.Configuration;

[Trait("criterion", "CFG-75")]
public sealed class DocumentVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-cli-documents-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Apply_writes_a_document_and_waits_until_everything_live_has_it()
    {
        await using var plane = await ControlPlane.StartAsync();
        var file = Write("a.yaml", Provider("main", "https://a.example"));

        var dry = await CliRun.RunAsync(plane, "", "config", "apply", "team", file, "--dry-run");
        var applied = await CliRun.RunAsync(plane, "", "config", "apply", "team", file, "--new", "--comment", "first", "--wait", "60s");
        var again = await CliRun.RunAsync(plane, "", "config", "apply", "team", file, "--new");
        var list = await CliRun.RunAsync(plane, "", "config", "documents", "list", "--json");
        var text = await CliRun.RunAsync(plane, "", "config", "documents", "get", "team");

        dry.ExitCode.ShouldBe(ExitCodes.Done, dry.Error);
        Lines(dry.Out).ShouldContain("+ providers main - - - side by side");
        dry.Error.ShouldContain("0 in place, 1 side by side, 0 whole.");
        dry.Error.ShouldContain("Touches providers: main;");
        (applied.ExitCode, applied.Out.Trim()).ShouldBe((ExitCodes.Done, "Document team is version 1 (revision 1)."), applied.Error);
        plane.Configuration.Current!.Providers.ShouldHaveSingleItem().BaseUrl.ShouldBe("https://a.example");
        again.ExitCode.ShouldBe(ExitCodes.Conflict);
        JsonElement.Parse(list.Out)[0].GetProperty("comment").GetString().ShouldBe("first");
        text.Out.ShouldBe(Provider("main", "https://a.example").Replace("sk-canary-0123456789-wxyz", "'…wxyz'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rejected_one_ends_with_1_and_tells_every_fault_as_a_compiler_does()
    {
        await using var plane = await ControlPlane.StartAsync();
        var file = Write("bad.yaml", "version: 1\nx: 1\nserver: {limits: {headers: 1}}\n");

        foreach (var args in (string[][])[["apply", "team", file, "--wait", "60s"], ["diff", "--document", "team", "--file", file], ["diff", file]])
        {
            var run = await CliRun.RunAsync(plane, "", ["config", .. args]);
            run.ExitCode.ShouldBe(ExitCodes.Failed, run.Error);
            run.Out.ShouldContain($"{file}:2:1: x: Unknown field");
            run.Out.ShouldContain($"{file}:3:19: server.limits.headers: Is 1");
        }

        (await plane.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Diff_shows_each_field_now_and_then_and_no_secret()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "config", "apply", "team", Write("a.yaml", Provider("main", "https://a.example")), "--wait", "60s");
        var next = Write("b.yaml", Provider("main", "https://b.example").Replace("sk-canary-0123456789-wxyz", "sk-canary-9876543210-wxyz", StringComparison.Ordinal));

        var table = await CliRun.RunAsync(plane, "", "config", "diff", "--document", "team", "--file", next);
        var json = await CliRun.RunAsync(plane, "", "config", "diff", "--json", next);
        var none = await CliRun.RunAsync(plane, "", "config", "diff");

        Lines(table.Out).ShouldContain("~ providers main baseUrl https://a.example https://b.example side by side");
        Lines(table.Out).Single(line => line.Contains(".key", StringComparison.Ordinal)).ShouldEndWith("- changed side by side");
        JsonElement.Parse(json.Out).GetProperty("diff")[0].GetProperty("name").GetString().ShouldBe("main");
        (table.Out + json.Out).ShouldNotContain("sk-canary");
        none.ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task Revisions_are_listed_shown_and_rolled_back()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "config", "apply", "team", Write("a.yaml", Provider("main", "https://a.example")));
        await CliRun.RunAsync(plane, "", "config", "apply", "team", Write("b.yaml", Provider("main", "https://b.example")), "--comment", "moved");
        await plane.Client.Providers.CreateAsync(new NewProvider("gone", "openai", "https://c.example") { Keys = [new("sk-canary-0123456789-aaaa")] });
        await plane.Client.Providers.DeleteAsync("gone", new() { Wait = TimeSpan.FromMinutes(1) });

        var list = await CliRun.RunAsync(plane, "", "config", "revisions");
        var one = await CliRun.RunAsync(plane, "", "config", "revisions", "2");
        var dry = await CliRun.RunAsync(plane, "", "config", "rollback", "1", "--dry-run");
        var back = await CliRun.RunAsync(plane, "", "config", "rollback", "3", "--wait", "60s");
        var equal = await CliRun.RunAsync(plane, "", "config", "rollback", "3");
        var unknown = await CliRun.RunAsync(plane, "", "config", "rollback", "77");
        var history = await CliRun.RunAsync(plane, "", "config", "documents", "history", "team", "--json");
        var export = await CliRun.RunAsync(plane, "", "config", "export");

        Lines(list.Out).Single(line => line.StartsWith("2 ", StringComparison.Ordinal)).ShouldEndWith("bootstrap document config.apply team 1 applied moved");
        Lines(one.Out).ShouldContain("~ providers main baseUrl https://a.example https://b.example side by side");
        Lines(dry.Out).ShouldContain("~ providers main baseUrl https://b.example https://a.example side by side");
        (back.ExitCode, back.Out.Trim()).ShouldBe((ExitCodes.Done, "Revision 3 is back (revision 5)."), back.Error);
        back.Error.ShouldContain("providers gone: the secret …aaaa is erased");
        equal.Out.Trim().ShouldBe("Nothing differs from revision 3 (revision 5).");
        unknown.ExitCode.ShouldBe(ExitCodes.NotFound);
        JsonElement.Parse(history.Out).GetArrayLength().ShouldBe(2);
        JsonElement.Parse(export.Out).GetProperty("providers").GetArrayLength().ShouldBe(2);
        (list.Out + one.Out + dry.Out + back.Out + export.Out).ShouldNotContain("sk-canary");
    }

    [Fact]
    public async Task Delete_removes_a_document()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "config", "apply", "team", Write("a.json", """{"version": 1}"""));

        var deleted = await CliRun.RunAsync(plane, "", "config", "documents", "delete", "team", "--wait", "60s");

        (deleted.ExitCode, deleted.Out.Trim()).ShouldBe((ExitCodes.Done, "Document team deleted (revision 2)."), deleted.Error);
        (await CliRun.RunAsync(plane, "", "config", "documents", "get", "team")).ExitCode.ShouldBe(ExitCodes.NotFound);
    }

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];

    private static string Provider(string name, string baseUrl) =>
        $"version: 1\nproviders:\n- name: {name}\n  type: openai\n  baseUrl: {baseUrl}\n  keys:\n  - key: sk-canary-0123456789-wxyz\n";

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
