using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Testing.Runs;

namespace Switchyard.Cli.Tests.Proxying;

public sealed class ProxyVerbTests
{
    [Fact]
    public async Task An_authority_is_rotated_in_two_steps_and_both_are_exported_between_them()
    {
        await using var plane = await ControlPlane.StartAsync();
        (await CliRun.RunAsync(plane, "", "proxy", "ca", "export")).ExitCode.ShouldBe(ExitCodes.NotFound);
        (await CliRun.RunAsync(plane, "", "proxy", "ca", "rotate")).Out.ShouldContain("is active (revision 1).");

        var rotated = await CliRun.RunAsync(plane, "", "proxy", "ca", "rotate");
        rotated.Out.ShouldContain("is next (revision 2).");
        rotated.Error.ShouldContain("switchyard proxy ca activate");
        (await CliRun.RunAsync(plane, "", "proxy", "ca", "rotate")).ExitCode.ShouldBe(ExitCodes.Conflict);
        Certificates((await CliRun.RunAsync(plane, "", "proxy", "ca", "export")).Out).ShouldBe(2);
        var next = await StatesAsync(plane, "next");

        (await CliRun.RunAsync(plane, "", "proxy", "ca", "activate")).Out.ShouldBe($"Authority {next} is active (revision 3).\n");
        (await StatesAsync(plane, "active")).ShouldBe(next);
        Certificates((await CliRun.RunAsync(plane, "", "proxy", "ca", "export")).Out).ShouldBe(1);
        (await CliRun.RunAsync(plane, "", "proxy", "ca", "activate")).ExitCode.ShouldNotBe(ExitCodes.Done);
    }

    [Fact]
    public async Task A_rotation_is_given_up_and_one_that_is_urgent_needs_no_second_step()
    {
        await using var plane = await ControlPlane.StartAsync();
        await CliRun.RunAsync(plane, "", "proxy", "ca", "rotate");
        var first = await StatesAsync(plane, "active");
        await CliRun.RunAsync(plane, "", "proxy", "ca", "rotate");

        (await CliRun.RunAsync(plane, "", "proxy", "ca", "abandon")).Out.ShouldBe("The next authority was given up (revision 3).\n");
        (await StatesAsync(plane, "active")).ShouldBe(first);
        (await CliRun.RunAsync(plane, "", "proxy", "ca", "abandon")).ExitCode.ShouldNotBe(ExitCodes.Done);

        var urgent = await CliRun.RunAsync(plane, "", "proxy", "ca", "rotate", "--immediately");
        urgent.ExitCode.ShouldBe(0, urgent.Error);
        urgent.Error.ShouldContain("until then they refuse");
        (await StatesAsync(plane, "active")).ShouldNotBe(first);
        (await plane.QueryAsync<string>("select state from proxy_authorities where sealed is not null")).ShouldBe(["active"], "the keys of the others are gone");
    }

    private static int Certificates(string text) => text.Split("BEGIN CERTIFICATE").Length - 1;

    private static async Task<string?> StatesAsync(ControlPlane plane, string state)
    {
        var listed = await CliRun.RunAsync(plane, "", "proxy", "ca", "list", "--json");
        Patience.Token.ThrowIfCancellationRequested();
        return JsonElement.Parse(listed.Out).EnumerateArray().Single(item => item.GetProperty("state").GetString() == state).GetProperty("id").GetString();
    }
}
