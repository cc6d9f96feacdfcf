using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;

namespace Switchyard.Cli.Tests.Providers;

public sealed class ProviderVerbTests
{
    [Fact]
    public async Task A_provider_lives_its_whole_life_on_the_command_line()
    {
        await using var plane = await ControlPlane.StartAsync();

        var added = await CliRun.RunAsync(
            plane, "sk-first-0123456789abcd\nsk-second-0123456789efgh\n", "providers", "add", "main", "--type", "openai", "--base-url", "https://api.example/v1", "--key-stdin");
        var listed = await CliRun.RunAsync(plane, "", "providers", "list");
        var renamed = await CliRun.RunAsync(plane, "", "providers", "update", "main", "--name", "primary", "--display-name", "Primary");
        var disabled = await CliRun.RunAsync(plane, "", "providers", "disable", "primary", "--cut");
        var shown = await CliRun.RunAsync(plane, "", "providers", "get", "primary", "--json");
        var enabled = await CliRun.RunAsync(plane, "", "providers", "enable", "primary");
        var deleted = await CliRun.RunAsync(plane, "", "providers", "delete", "primary");
        var gone = await CliRun.RunAsync(plane, "", "providers", "get", "primary");

        added.ShouldBe(new CliRun(0, "Provider main created (revision 1).\n", ""));
        listed.Out.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["main", "openai", "https://api.example/v1", "enabled", "2/2", "database"]);
        renamed.Out.ShouldBe("Provider primary updated (revision 2).\n");
        disabled.Out.ShouldBe("Provider primary disabled (revision 3).\n");
        var json = JsonElement.Parse(shown.Out);
        json.GetProperty("displayName").GetString().ShouldBe("Primary");
        json.GetProperty("enabled").GetBoolean().ShouldBeFalse();
        json.GetProperty("keys")[1].GetProperty("masked").GetString().ShouldBe("…efgh");
        enabled.ExitCode.ShouldBe(0);
        deleted.Out.ShouldBe("Provider primary deleted (revision 5).\n");
        gone.ExitCode.ShouldBe(ExitCodes.NotFound);
        gone.Error.ShouldContain("There is no provider 'primary'.");
    }

    [Fact]
    public async Task Every_fault_of_a_refused_provider_is_told_and_named()
    {
        await using var plane = await ControlPlane.StartAsync();

        var run = await CliRun.RunAsync(plane, "", "providers", "add", "Bad_Name", "--type", "openai", "--base-url", "ftp://nowhere");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("  name: ");
        run.Error.ShouldContain("  baseUrl: ");
        run.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_taken_name_is_a_conflict()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "providers", "add", "main", "--type", "openai", "--base-url", "https://api.example");

        var run = await CliRun.RunAsync(plane, "", "providers", "add", "main", "--type", "openai", "--base-url", "https://other.example");

        run.ExitCode.ShouldBe(ExitCodes.Conflict);
    }
}
