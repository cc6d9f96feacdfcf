using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Tests.Canaries;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Testing.Runs;

namespace Switchyard.Cli.Tests.Configuration;

public sealed class CanaryVerbTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-canary-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("promote", "promoted", "9m")]
    [InlineData("revert", "reverted", "1m")]
    public async Task A_canary_is_begun_watched_and_ended_by_hand(string verb, string state, string ceiling)
    {
        await using var plane = await StartAsync();
        var file = await FileAsync("9m");

        (await CliRun.RunAsync(plane, "", "config", "canary", "start", $"team={file}", "--percent", "50", "--manual", "--dry-run")).Out.ShouldContain("drainCeiling");
        var begun = await CliRun.RunAsync(plane, "", "config", "canary", "start", $"team={file}", "--percent", "50", "--manual", "--window", "10m", "--error-rate", "0.05");
        begun.ExitCode.ShouldBe(0, begun.Error);
        begun.Out.ShouldContain("The canary of team is on trial");
        var status = await CliRun.RunAsync(plane, "", "config", "canary", "status");
        (status.Out + status.Error).ShouldContain("promotion manual: running.");
        status.Out.ShouldContain("trier");
        (await ContentAsync(plane)).ShouldContain("1m");

        // Documents stay as they are meanwhile, and it is said what to do.
        var refused = await CliRun.RunAsync(plane, "", "config", "apply", "team", await FileAsync("5m"));
        refused.ExitCode.ShouldBe(ExitCodes.Conflict);
        refused.Error.ShouldContain("switchyard config canary status");

        var ended = await CliRun.RunAsync(plane, "", "config", "canary", verb, "--comment", "seen enough");
        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Out.ShouldContain($"is {state} (revision ");
        (await ContentAsync(plane)).ShouldContain(ceiling);
        JsonElement.Parse((await CliRun.RunAsync(plane, "", "config", "canary", "status", "--json")).Out).GetProperty("state").GetString().ShouldBe(state);
    }

    [Fact]
    public async Task What_can_not_be_tried_is_refused_by_its_code()
    {
        await using var plane = await StartAsync();
        var file = await FileAsync("9m");

        (await CliRun.RunAsync(plane, "", "config", "canary", "start", "nonsense", "--percent", "50")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(plane, "", "config", "canary", "start", $"team={file}.none", "--percent", "50")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(plane, "", "config", "canary", "start", $"team={await FileAsync("nonsense")}", "--percent", "50")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await CliRun.RunAsync(plane, "", "config", "canary", "start", $"team={await FileAsync("1m")}", "--percent", "50")).ExitCode.ShouldBe(ExitCodes.Conflict, "there is nothing to try");
        (await CliRun.RunAsync(plane, "", "config", "canary", "promote")).ExitCode.ShouldBe(ExitCodes.NotFound);
    }

    private static async Task<ControlPlane> StartAsync()
    {
        var plane = await ControlPlane.StartAsync();
        await plane.Client.Documents.WriteAsync("team", Text("1m"), options: ChangeOptions.Default, cancellationToken: Patience.Token);
        await new OtherNode(plane, "trier").ReportAsync();
        return plane;
    }

    private static string Text(string ceiling) => $"version: 1\nserver: {{drainCeiling: {ceiling}}}\n";

    private static async Task<string> ContentAsync(ControlPlane plane) => (await plane.Client.Documents.GetAsync("team", Patience.Token)).Value.Content!;

    private async Task<string> FileAsync(string ceiling)
    {
        var file = Path.Combine(_directory.FullName, $"{ceiling}.yaml");
        await File.WriteAllTextAsync(file, Text(ceiling), Patience.Token);
        return file;
    }
}
