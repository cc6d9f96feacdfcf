using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;

namespace Switchyard.Cli.Tests.Usage;

public sealed class UsageVerbTests
{
    [Fact]
    public async Task Usage_is_shown_as_a_table_with_totals_and_as_json()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        await recorded.AddAsync(recorded.Row(model: "gpt-5"), recorded.Row(model: "gpt-5"), recorded.Row(model: "o3") with { CostNanos = null });
        string[] range = ["--from", "2026-11-20", "--to", "2026-11-21"];

        var table = await CliRun.RunAsync(plane, "", ["usage", "--group-by", "model", .. range]);
        var json = await CliRun.RunAsync(plane, "", ["usage", "--model", "o3", "--json", .. range]);
        var wrong = await CliRun.RunAsync(plane, "", ["usage", "--group-by", "colour"]);

        var lines = table.Out.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        lines[1].ShouldBe(["gpt-5", "2", "0", "20", "10", "0", "0.005"]);
        lines[2].ShouldBe(["o3", "1", "0", "10", "5", "0", "0.00"]);
        (table.Out + table.Error).ShouldContain("3 requests, 30 tokens in, 15 out, 0.005 USD.");
        (table.Out + table.Error).ShouldContain("1 requests had no price");
        JsonElement.Parse(json.Out).GetProperty("totals").GetProperty("interceptions").GetInt64().ShouldBe(1);
        wrong.ExitCode.ShouldNotBe(ExitCodes.Done);
        wrong.Error.ShouldContain("groupBy");
    }
}
