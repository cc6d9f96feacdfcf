using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Archives;

namespace Switchyard.Cli.Tests.Bundles;

public sealed class BundleVerbTests
{
    private static readonly BundleKey Key = new("web", "files");

    [Fact]
    public async Task Workspaces_live_their_whole_life_on_the_command_line()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "users", "create", "ann");

        (await CliRun.RunAsync(plane, "", "workspaces", "create", "web", "--display-name", "Web team", "--owner", "ann")).ShouldBe(new CliRun(0, "Workspace web created (revision 2).\n", ""));
        (await CliRun.RunAsync(plane, "", "workspaces", "show", "web")).Out.ShouldContain("owner         ann");
        (await CliRun.RunAsync(plane, "", "workspaces", "update", "web", "--user", "ann")).Out.ShouldBe("Workspace web updated (revision 3).\n");
        JsonElement.Parse((await CliRun.RunAsync(plane, "", "workspaces", "list", "--json")).Out)[0].GetProperty("users").GetArrayLength().ShouldBe(1);
        (await CliRun.RunAsync(plane, "", "workspaces", "update", "web")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(plane, "", "workspaces", "delete", "web")).Out.ShouldBe("Workspace web deleted (revision 4).\n");
        (await CliRun.RunAsync(plane, "", "workspaces", "show", "web")).ExitCode.ShouldBe(ExitCodes.NotFound);
    }

    [Fact]
    [Trait("criterion", "BND-5")]
    public async Task An_archive_is_uploaded_and_its_settings_are_set_on_the_command_line()
    {
        const string Manifest = """
            {"manifest_version":"0.3","name":"toy","version":"1.0.0","server":{"type":"node","entry_point":"s.js"},"user_config":{"dirs":{"type":"directory","multiple":true,"required":true},"key":{"type":"string","sensitive":true},"size":{"type":"number"}}}
            """;
        await using var plane = await StartAsync(new FakeBundles());
        var file = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.mcpb");
        await File.WriteAllBytesAsync(file, new McpbFile().Add("manifest.json", Manifest).Add("s.js", "x").Build(), TestContext.Current.CancellationToken);

        (await CliRun.RunAsync(plane, "", "bundles", "add", "toy", "--workspace", "web", "--mcpb", file, "--set", "size=3")).Error.ShouldBe("It is stopped: Needs dirs.\n");
        (await CliRun.RunAsync(plane, "", "bundles", "update", "toy", "--workspace", "web", "--set", "dirs=/a", "--set", "dirs=/b")).ExitCode.ShouldBe(0);
        var shown = (await CliRun.RunAsync(plane, "", "bundles", "show", "toy", "--workspace", "web")).Out;
        shown.ShouldContain("toy 1.0.0, ");
        shown.ShouldContain("""{"dirs":["/a","/b"],"size":3}""");
        (await CliRun.RunAsync(plane, "", "bundles", "update", "toy", "--workspace", "web", "--set", "key=secret")).Error.ShouldContain("PUT it to the credentials");
        (await CliRun.RunAsync(plane, "", "bundles", "add", "other", "--workspace", "web", "--mcpb", file + ".none")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(plane, "", "bundles", "add", "other", "--workspace", "web", "--mcpb", file, "--set", "nothing")).ExitCode.ShouldBe(ExitCodes.Usage);
        File.Delete(file);
    }

    [Fact]
    [Trait("criterion", "BND-5")]
    [Trait("criterion", "BND-7")]
    public async Task Bundles_are_defined_operated_and_removed_on_the_command_line()
    {
        var bundles = new FakeBundles();
        await using var plane = await StartAsync(bundles);

        var added = await CliRun.RunAsync(
            plane, "", "bundles", "add", "files", "--workspace", "web", "--type", "stdio", "--command", "node", "--arg", "server.js", "--arg=--root", "--env", "MODE=quiet", "--credential", "TOKEN=env:TOKEN",
            "--definition", """{"limits":{"calls":2}}""");
        added.Out.ShouldBe("Bundle files added to web (revision 2).\n");
        added.Error.ShouldBe("It is stopped: Needs TOKEN.\n");
        (await CliRun.RunAsync(plane, "", "bundles", "show", "files", "--workspace", "web")).Out.ShouldContain("command          node server.js --root");
        JsonElement.Parse((await CliRun.RunAsync(plane, "", "bundles", "show", "files", "--workspace", "web", "--json")).Out).GetProperty("limits").GetProperty("calls").GetInt32().ShouldBe(2);
        (await CliRun.RunAsync(plane, "", "bundles", "update", "files", "--workspace", "web", "--eager")).Out.ShouldBe("Bundle files updated (revision 3).\n");

        bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, generation: 2));
        (await CliRun.RunAsync(plane, "", "bundles", "respawn", "files", "--workspace", "web")).ShouldBe(new CliRun(0, "Bundle files respawned: running, generation 2 (revision 4).\n", ""));
        bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, generation: 2, lastError: "initialize: timed out."));
        var failed = await CliRun.RunAsync(plane, "", "bundles", "respawn", "files", "--workspace", "web");
        (failed.ExitCode, failed.Out).ShouldBe((ExitCodes.Failed, "Bundle files was not respawned: initialize: timed out. It is running, generation 2 (revision 5).\n"));
        (await CliRun.RunAsync(plane, "", "bundles", "respawn", "files", "--workspace", "web", "--wait", "0s")).ExitCode.ShouldBe(ExitCodes.Usage);
        bundles.SettleAs(FakeBundles.Status(Key, BundleState.Stopped, reason: "operator"));
        (await CliRun.RunAsync(plane, "", "bundles", "stop", "files", "--workspace", "web")).ExitCode.ShouldBe(0);
        (await CliRun.RunAsync(plane, "", "bundles", "list", "--workspace", "web")).Out.ShouldContain("stopped");

        (await CliRun.RunAsync(plane, "", "bundles", "remove", "files", "--workspace", "web", "--purge")).Out.ShouldBe("Bundle files removed (revision 8).\n");
        (await plane.QueryAsync<string>("select bundle from bundle_purges")).ShouldBe(["files"]);
        (await CliRun.RunAsync(plane, "", "bundles", "show", "files", "--workspace", "web")).ExitCode.ShouldBe(ExitCodes.NotFound);
        (await CliRun.RunAsync(plane, "", "bundles", "add", "x", "--workspace", "web", "--credential", "nonsense")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    [Trait("criterion", "BND-23")]
    public async Task Credentials_are_read_from_a_pipe_or_a_file_and_never_shown()
    {
        var bundles = new FakeBundles();
        await using var plane = await StartAsync(bundles);
        await CliRun.RunAsync(plane, "", "bundles", "add", "files", "--workspace", "web", "--type", "stdio", "--command", "c", "--credential", "A=env:A", "--credential", "B=file:B");
        bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, runningVersion: 1));

        var piped = await CliRun.RunAsync(plane, "canary-one\n", "bundles", "credentials", "set", "files", "A", "--workspace", "web");
        piped.ShouldBe(new CliRun(0, "Credential A of files stored (revision 3).\n", ""));
        var file = System.IO.Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "canary-two\n", TestContext.Current.CancellationToken);
        (await CliRun.RunAsync(plane, "", "bundles", "credentials", "set", "files", "B", "--workspace", "web", "--file", file)).ExitCode.ShouldBe(0);
        File.Delete(file);

        var shown = await CliRun.RunAsync(plane, "", "bundles", "credentials", "show", "files", "--workspace", "web");
        (shown.Out + shown.Error).ShouldNotContain("canary");
        shown.Error.ShouldBe("Version 2 is stored, 1 runs.\n");
        var unset = await CliRun.RunAsync(plane, "", "bundles", "credentials", "unset", "files", "A", "--workspace", "web", "--at-restart", "--json");
        JsonElement.Parse(unset.Out).GetProperty("value").GetProperty("ended").GetString().ShouldBe("restart");
    }

    [Fact]
    public async Task Tools_lines_and_moves_are_shown()
    {
        var bundles = new FakeBundles();
        await using var plane = await StartAsync(bundles);
        await CliRun.RunAsync(plane, "", "bundles", "add", "files", "--workspace", "web", "--type", "stdio", "--command", "c");
        bundles.Statuses[Key] = FakeBundles.Status(Key, BundleState.Running);
        bundles.OfferedTools = [new BundleTool("read", "{}"u8.ToArray(), new string('a', 64), true)];
        bundles.Lines = [new BundleLogLine(DateTimeOffset.UnixEpoch, 1, "hello")];

        (await CliRun.RunAsync(plane, "", "bundles", "tools", "files", "--workspace", "web")).Out.ShouldContain("withheld");
        (await CliRun.RunAsync(plane, "", "bundles", "approve", "files", "read", "--workspace", "web")).Out.ShouldBe("Tool read of files approved (revision 3).\n");
        (await CliRun.RunAsync(plane, "", "bundles", "logs", "files", "--workspace", "web")).Out.ShouldBe("1970-01-01 00:00:00Z hello\n");
        (await CliRun.RunAsync(plane, "", "bundles", "history", "files", "--workspace", "web")).ExitCode.ShouldBe(0);
    }

    private static async Task<ControlPlane> StartAsync(FakeBundles bundles)
    {
        var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Bundles = bundles });
        (await CliRun.RunAsync(plane, "", "workspaces", "create", "web")).ExitCode.ShouldBe(0);
        return plane;
    }
}
