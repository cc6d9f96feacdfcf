using System.Text.Json;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;

namespace Switchyard.Cli.Tests.Configuration;

public sealed class ConfigVerbTests
{
    [Fact]
    [Trait("criterion", "CFG-20")]
    public async Task Show_lists_every_object_and_setting_and_masks_secrets()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example") { Keys = [new("sk-canary-0123456789-wxyz")] }, new() { Wait = TimeSpan.FromSeconds(30) });

        var table = await CliRun.RunAsync(plane, "", "config", "show");
        var json = await CliRun.RunAsync(plane, "", "config", "show", "--json");

        table.ExitCode.ShouldBe(ExitCodes.Done, table.Error);
        var lines = table.Out.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        lines.Single(line => line.StartsWith("providers main ", StringComparison.Ordinal)).ShouldContain("baseUrl=https://a.example");
        lines.ShouldContain("server hub.retryMax 30s");
        lines.ShouldContain("detection clients: Zed userAgents=zed/");
        table.Error.ShouldContain("Revision 1, hash ");
        (table.Out + json.Out).ShouldNotContain("sk-canary");
        var content = JsonElement.Parse(json.Out).GetProperty("content");
        content.GetProperty("providers")[0].GetProperty("keys")[0].GetProperty("masked").GetString().ShouldBe("…wxyz");
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public async Task A_remote_check_tells_every_fault_of_every_file_as_a_compiler_does()
    {
        await using var plane = await ControlPlane.StartAsync();
        using var files = new Files();
        var good = files.Write("good.yaml", "version: 1\nserver: {drainCeiling: \"${CEILING}\"}\n");
        var bad = files.Write("bad.yaml", "version: 1\nx: 1\nserver:\n  limits: {headers: 1}\n");
        var json = files.Write("bad.json", "{\"version\": 3}");

        var valid = await CliRun.RunAsync(plane, "", "config", "check", "--remote", good);
        var wrong = await CliRun.RunAsync(plane, "", "config", "check", "--remote", bad, json);
        var facts = await CliRun.RunAsync(plane, "", "config", "check", "--remote", "--json", bad);

        (valid.ExitCode, valid.Out.Trim()).ShouldBe((ExitCodes.Done, $"{good}: valid"));
        valid.Error.ShouldContain("server.drainCeiling was not judged");
        wrong.ExitCode.ShouldBe(ExitCodes.Failed);
        var lines = wrong.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines[0].ShouldStartWith($"{bad}:2:1: x: Unknown field");
        lines[1].ShouldStartWith($"{bad}:4:12: server.limits.headers: Is 1");
        lines[2].ShouldStartWith($"{json}:1:2: version: Version 3");
        JsonElement.Parse(facts.Out).GetProperty("errors")[0].GetProperty("line").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task What_can_not_be_read_or_checked_here_is_told()
    {
        await using var plane = await ControlPlane.StartAsync();
        using var files = new Files();
        var directory = await CliRun.RunAsync(plane, "", "config", "check", "--remote", files.Directory);
        var missing = await CliRun.RunAsync(plane, "", "config", "check", "--remote", files.Directory + "/none.yaml");
        var here = await CliRun.RunAsync(new Dictionary<string, string?>(), "", "config", "check", "a.yaml");

        new[] { directory.ExitCode, missing.ExitCode, here.ExitCode }.ShouldAllBe(code => code == ExitCodes.Usage);
        directory.Error.ShouldContain("is a directory");
        missing.Error.ShouldContain("none.yaml");
        here.Error.ShouldContain("--remote");
    }

    [Fact]
    [Trait("criterion", "CFG-68")]
    public async Task Reload_tells_what_came_of_it()
    {
        using var files = new Files();
        var file = files.Write("a.yaml", "version: 1\n");
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Files = [file] });

        var same = await CliRun.RunAsync(plane, "", "config", "reload");
        files.Write("a.yaml", "version: 1\nserver: {drainCeiling: 3m}\n");
        var changed = await CliRun.RunAsync(plane, "", "config", "reload", "--json");
        files.Write("a.yaml", "version: 1\nx: 1\n");
        var rejected = await CliRun.RunAsync(plane, "", "config", "reload");

        (same.ExitCode, same.Out.Trim()).ShouldBe((ExitCodes.Done, "unchanged (revision 0)"));
        (changed.ExitCode, JsonElement.Parse(changed.Out).GetProperty("outcome").GetString()).ShouldBe((ExitCodes.Done, "applied"));
        rejected.ExitCode.ShouldBe(ExitCodes.Failed);
        rejected.Out.ShouldContain($"{file}:2:1: x: Unknown field");
    }

    private sealed class Files : IDisposable
    {
        public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("switchyard-cli-").FullName;

        public string Write(string name, string text)
        {
            var path = Path.Combine(Directory, name);
            File.WriteAllText(path, text);
            return path;
        }

        public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
    }
}
