using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;

namespace Switchyard.Cli.Tests.Workspaces;

public sealed class WorkspaceVerbTests
{
    [Fact]
    [Trait("criterion", "AGT-1")]
    [Trait("criterion", "AGT-2")]
    public async Task Builds_go_their_way_on_the_command_line()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "workspaces", "create", "web");

        var created = await CliRun.RunAsync(plane, "", "workspaces", "builds", "create", "web");
        var running = await CliRun.RunAsync(plane, "", "workspaces", "builds", "set-state", "web", "1", "running");
        var done = await CliRun.RunAsync(plane, "", "workspaces", "builds", "set-state", "web", "1", "succeeded", "--reason", "image 7");
        var back = await CliRun.RunAsync(plane, "", "workspaces", "builds", "set-state", "web", "1", "running");
        var listed = await CliRun.RunAsync(plane, "", "workspaces", "builds", "list", "web");
        var shown = await CliRun.RunAsync(plane, "", "workspaces", "show", "web");

        created.ExitCode.ShouldBe(0, created.Error);
        created.Out.ShouldStartWith("Build 1 of web begun, id ");
        running.Out.ShouldBe("Build 1 of web is running (revision 1).\n");
        done.Out.ShouldBe("Build 1 of web is succeeded, the latest (revision 1).\n");
        (back.ExitCode, back.Error).ShouldBe((ExitCodes.Conflict, "switchyard: Build 1 is succeeded; it does not become running.\n  state: Build 1 is succeeded; it does not become running.\n"));
        Cells(listed.Out, 1)[..3].ShouldBe(["1", "succeeded", "yes"]);
        listed.Out.ShouldContain("image 7");
        shown.Out.ShouldContain("latest build  1\n");
        (await CliRun.RunAsync(plane, "", "workspaces", "builds", "list", "ops")).ExitCode.ShouldBe(ExitCodes.NotFound);
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    [Trait("criterion", "AGT-7")]
    public async Task Tokens_are_issued_for_the_newest_build_and_agents_are_shown()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "workspaces", "create", "web");
        var none = await CliRun.RunAsync(plane, "", "workspaces", "agent-tokens", "create", "web");
        await CliRun.RunAsync(plane, "", "workspaces", "builds", "create", "web");
        await CliRun.RunAsync(plane, "", "workspaces", "builds", "create", "web");

        var issued = await CliRun.RunAsync(plane, "", "workspaces", "agent-tokens", "create", "web", "--name", "main", "--expires", "720h");
        var first = await CliRun.RunAsync(plane, "", "workspaces", "agent-tokens", "create", "web", "--build", "1", "--json");
        var tokens = await CliRun.RunAsync(plane, "", "workspaces", "agent-tokens", "list", "web");
        var agents = await CliRun.RunAsync(plane, "", "workspaces", "agents", "web");
        var revoked = await CliRun.RunAsync(plane, "", "workspaces", "agent-tokens", "revoke", "web", Cells(tokens.Out, 2)[0]);
        var left = await CliRun.RunAsync(plane, "", "workspaces", "agents", "web");
        var all = await CliRun.RunAsync(plane, "", "workspaces", "agents", "web", "--all");

        (none.ExitCode, none.Error).ShouldBe((ExitCodes.NotFound, "switchyard: The workspace web has no build yet.\nBegin one: switchyard workspaces builds create web\n"));
        issued.Out.Trim().ShouldStartWith("swa_");
        issued.Error.ShouldContain("build 2 of web");
        JsonElement.Parse(first.Out).GetProperty("value").GetProperty("secret").GetString()!.ShouldStartWith("swa_");
        tokens.Out.ShouldNotContain(issued.Out.Trim());
        Cells(tokens.Out, 2)[1..3].ShouldBe([$"…{issued.Out.Trim()[^4..]}", "main"]);
        Cells(agents.Out, 1)[..4].ShouldBe(["main", "connecting", "starting", "2"]);
        revoked.ExitCode.ShouldBe(0, revoked.Error);
        left.Out.ShouldNotContain("main");
        all.Out.ShouldContain("retired (revoked)");
    }

    private static string[] Cells(string table, int line) => table.Split('\n')[line].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
