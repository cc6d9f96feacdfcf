using System.Text.Json;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Testing.Runs;

namespace Switchyard.Cli.Tests.Tails;

[Trait("criterion", "HUB-21")]
public sealed class TailVerbTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-tail-");

    private string State => Path.Combine(_directory.FullName, "place");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task An_export_goes_on_where_the_one_before_stopped()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        var (one, two, three) = (recorded.Row(), recorded.Row(), recorded.Row());
        await recorded.AddAsync(one);
        await recorded.AddAsync(two);

        var first = await CliRun.RunAsync(plane, "", "usage", "export", "--state", State);
        await recorded.AddAsync(three);
        var second = await CliRun.RunAsync(plane, "", "usage", "export", "--state", State);
        var none = await CliRun.RunAsync(plane, "", "usage", "export", "--state", State);
        var all = await CliRun.RunAsync(plane, "", "usage", "export", "--json");

        first.ExitCode.ShouldBe(ExitCodes.Done, first.Error);
        IdsOf(first).ShouldBe([one.Id, two.Id]);
        first.Error.ShouldContain("2 rows.");
        IdsOf(second).ShouldBe([three.Id]);
        none.Out.ShouldBeEmpty();
        IdsOf(all).ShouldBe([one.Id, two.Id, three.Id]);
        all.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task As_csv_the_header_stands_at_the_beginning_only()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        var first = await CliRun.RunAsync(plane, "", "usage", "export", "--format", "csv", "--state", State);
        await recorded.AddAsync(recorded.Row());
        var second = await CliRun.RunAsync(plane, "", "usage", "export", "--format", "csv", "--state", State);

        first.Out.ReplaceLineEndings("\n").ShouldMatch("^id,status,[a-zA-Z,]*costUsd\n$");
        second.Out.ReplaceLineEndings("\n").ShouldMatch("^[0-9a-f-]{36},completed,[^\n]*\n$");
    }

    [Fact]
    public async Task A_place_that_is_none_and_a_format_that_is_none_are_refused()
    {
        await using var plane = await ControlPlane.StartAsync();

        var place = await CliRun.RunAsync(plane, "", "usage", "export", "--after", "nowhere");
        place.ExitCode.ShouldBe(ExitCodes.Failed);
        place.Error.ShouldContain("after");
        (await CliRun.RunAsync(plane, "", "usage", "export", "--format", "xml")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(plane, "", "audit", "tail", "-n", "1001")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task The_tail_of_the_audit_log_begins_with_the_newest_rows_and_goes_on_from_its_place()
    {
        await using var plane = await ControlPlane.StartAsync();
        foreach (var name in new[] { "ada", "bob", "cyd" })
        {
            await plane.Client.Users.CreateAsync(new NewUser(name), cancellationToken: Patience.Token);
        }

        var newest = await CliRun.RunAsync(plane, "", "audit", "tail", "-n", "2", "--state", State);
        await plane.Client.Users.CreateAsync(new NewUser("dan"), cancellationToken: Patience.Token);
        var rest = await CliRun.RunAsync(plane, "", "audit", "tail", "--json", "--state", State);

        newest.ExitCode.ShouldBe(ExitCodes.Done, newest.Error);
        Lines(newest).Length.ShouldBe(2);
        Lines(newest)[0].ShouldContain("user bob");
        Lines(newest)[1].ShouldContain("user cyd");
        JsonElement.Parse(Lines(rest).ShouldHaveSingleItem()).GetProperty("entityName").GetString().ShouldBe("dan");
    }

    [Fact]
    public async Task A_place_that_is_empty_is_not_taken_for_a_beginning()
    {
        await using var plane = await ControlPlane.StartAsync();
        await File.WriteAllTextAsync(State, "\n", Patience.Token);

        var export = await CliRun.RunAsync(plane, "", "usage", "export", "--state", State);

        export.ExitCode.ShouldBe(ExitCodes.Failed);
        export.Error.ShouldContain("is empty");
        export.Error.ShouldContain("Delete it to begin anew");
    }

    private static string[] Lines(CliRun run) => run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Guid[] IdsOf(CliRun run) => [.. Lines(run).Select(line => JsonElement.Parse(line).GetProperty("id").GetGuid())];
}
