using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;

namespace Switchyard.Cli.Tests.Modules;

public sealed class ModuleVerbTests
{
    [Fact]
    [Trait("criterion", "CFG-64")]
    public async Task Modules_are_listed_shown_and_configured_on_the_command_line()
    {
        await using var plane = await ControlPlane.StartAsync();

        var listed = await CliRun.RunAsync(plane, "", "modules", "list");
        var tried = await CliRun.RunAsync(plane, "", "modules", "set", "request-log", """{"sample":1}""", "--dry-run");
        var set = await CliRun.RunAsync(plane, "", "modules", "set", "request-log", """{"sample":1}""");
        var shown = await CliRun.RunAsync(plane, "", "modules", "show", "request-log");
        var refused = await CliRun.RunAsync(plane, "", "modules", "set", "request-log", """{"sample":5,"x":1}""");
        var unknown = await CliRun.RunAsync(plane, "", "modules", "show", "nobody");
        var wrong = await CliRun.RunAsync(plane, "", "modules", "set", "request-log", "[]");

        listed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(11);
        listed.Out.ShouldContain("log.requests");
        tried.Out.ShouldContain("sample");
        set.ShouldBe(new CliRun(0, "Module request-log is configured (revision 1).\n", ""));
        JsonElement.Parse(shown.Out).GetProperty("sample").GetInt32().ShouldBe(1);
        refused.ExitCode.ShouldBe(ExitCodes.Failed);
        refused.Error.ShouldContain("sample: Must be a number from 0 to 1.");
        refused.Error.ShouldContain("x: Unknown field");
        unknown.ExitCode.ShouldBe(ExitCodes.NotFound);
        wrong.ExitCode.ShouldBe(ExitCodes.Usage);
    }
}
