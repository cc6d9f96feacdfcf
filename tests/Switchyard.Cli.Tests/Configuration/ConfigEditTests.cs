using System.Text.RegularExpressions;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Tests.Gateways;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Cli.Tests.Configuration;

public sealed class ConfigEditTests
{
    private const string Before = "version: 1\nserver: {drainCeiling: 1m}\n";
    private const string After = "version: 1\nserver: {drainCeiling: 2m}\n";
    private const string Wrong = "version: 1\nserver: {drainCeiling: nonsense}\n";

    [Fact]
    public async Task It_shows_the_difference_asks_and_writes_what_was_checked()
    {
        await using var plane = await StartAsync();

        var run = await CliRun.AtTerminalAsync(plane, "y\n", Typing(After), "config", "edit", "team", "--comment", "slower");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("drainCeiling");
        run.Out.ShouldContain("Document team is version 2 (revision 2).");
        run.Error.ShouldMatch("The text is in /.*/team\\.yaml until it is written\\.\nWrite it\\? \\[y\\]es, \\[n\\]o, \\[e\\]dit again: ");
        (await TextAsync(plane)).ShouldBe(After);
        (await plane.Client.Documents.HistoryAsync("team", cancellationToken: Patience.Token)).Items[0].Comment.ShouldBe("slower");
        run.Error.ShouldNotContain("is kept in");
    }

    [Fact]
    public async Task A_faulty_text_is_told_with_its_line_and_can_be_mended()
    {
        await using var plane = await StartAsync();
        var texts = new Queue<string>([Wrong, After]);

        var run = await CliRun.AtTerminalAsync(plane, "e\ny\n", file => Typing(texts.Dequeue())(file), "config", "edit", "team");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("team.yaml:2:");
        run.Error.ShouldContain("It would be refused. [e]dit again or [n]ot at all: ");
        (await TextAsync(plane)).ShouldBe(After);
    }

    [Theory]
    [InlineData("n\n", After)]
    [InlineData("", After)]
    [InlineData("y\n", Wrong)]
    public async Task Whoever_does_not_say_yes_changes_nothing_and_keeps_the_text(string answer, string typed)
    {
        await using var plane = await StartAsync();

        var run = await CliRun.AtTerminalAsync(plane, answer, Typing(typed), "config", "edit", "team");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        (await TextAsync(plane)).ShouldBe(Before);
        (await KeptAsync(run)).ShouldBe(typed);
    }

    [Fact]
    public async Task What_somebody_else_wrote_meanwhile_is_not_overwritten_and_the_text_is_kept()
    {
        await using var plane = await StartAsync();
        const string Theirs = "version: 1\nserver: {drainCeiling: 9m}\n";

        var run = await CliRun.AtTerminalAsync(
            plane,
            "y\n",
            async file =>
            {
                await plane.Client.Documents.WriteAsync("team", Theirs, cancellationToken: Patience.Token);
                return await Typing(After)(file);
            },
            "config", "edit", "team");

        run.ExitCode.ShouldBe(ExitCodes.Conflict);
        run.Error.ShouldContain("Somebody has changed the document team meanwhile");
        run.Error.ShouldContain("switchyard config apply team ");
        (await TextAsync(plane)).ShouldBe(Theirs);
        (await KeptAsync(run)).ShouldBe(After);
    }

    [Fact]
    public async Task A_text_that_was_left_alone_an_editor_that_fails_and_nobody_to_ask_change_nothing()
    {
        await using var plane = await StartAsync();

        var same = await CliRun.AtTerminalAsync(plane, "", _ => Task.FromResult(0), "config", "edit", "team");
        same.ShouldBe(new CliRun(0, "Document team was left as it is.\n", ""));
        (await CliRun.AtTerminalAsync(plane, "", _ => Task.FromResult(3), "config", "edit", "team")).Error.ShouldContain("The editor 'vi' ended with 3");
        (await CliRun.AtTerminalAsync(plane, "", _ => Task.FromResult(0), "config", "edit", "nobody")).ExitCode.ShouldBe(ExitCodes.NotFound);
        var piped = await CliRun.RunAsync(plane, "", "config", "edit", "team");
        piped.ExitCode.ShouldBe(ExitCodes.Usage);
        piped.Error.ShouldContain("--yes");
        (await plane.Client.Documents.HistoryAsync("team", cancellationToken: Patience.Token)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task With_yes_a_script_may_edit()
    {
        await using var plane = await StartAsync();

        var run = await CliRun.AtTerminalAsync(plane, "", Typing(After), "config", "edit", "team", "--yes", "--json");

        run.ExitCode.ShouldBe(0, run.Error);
        System.Text.Json.JsonElement.Parse(run.Out).GetProperty("value").GetProperty("version").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Others_are_waited_for_when_it_is_written_and_not_while_somebody_types()
    {
        await using var plane = await StartAsync();
        var (time, fleet) = (new FakeTime(), new Fleet(plane));
        var gateway = await fleet.CreateAsync("edge-eu");
        await fleet.ConnectAsync(gateway, "one");

        var running = CliRun.AtTerminalAsync(
            plane,
            time,
            "y\n",
            async file =>
            {
                time.ArmedTimers.ShouldBe(0, "nothing is painted over the editor");
                return await Typing(After)(file);
            },
            "config", "edit", "team", "--wait", "60s");
        await time.WhenArmedAsync(ProgressLine.First).WaitAsync(Patience.Token);
        time.Advance(ProgressLine.First);
        await plane.UntilEventsAsync(3);
        await fleet.AckAsync(gateway, "one", 3);

        var run = await running;
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("Waiting for all nodes and gateways, 60 s at most:");
    }

    private static Func<string, Task<int>> Typing(string text) => async file =>
    {
        (new DirectoryInfo(Path.GetDirectoryName(file)!).UnixFileMode & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)).ShouldBe(UnixFileMode.None);
        await File.WriteAllTextAsync(file, text, Patience.Token);
        return 0;
    };

    private static async Task<ControlPlane> StartAsync()
    {
        var plane = await ControlPlane.StartAsync();
        await plane.Client.Documents.WriteAsync("team", Before, options: ChangeOptions.Default, cancellationToken: Patience.Token);
        return plane;
    }

    private static async Task<string?> TextAsync(ControlPlane plane) => (await plane.Client.Documents.GetAsync("team", Patience.Token)).Value.Content;

    private static async Task<string> KeptAsync(CliRun run)
    {
        var file = Regex.Match(run.Error, "Your text is kept in (.*)\\.\n", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value;
        var text = await File.ReadAllTextAsync(file, Patience.Token);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return text;
    }
}
