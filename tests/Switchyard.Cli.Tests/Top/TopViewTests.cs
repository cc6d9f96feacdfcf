using Switchyard.Admin.Client.Gateways;
using Switchyard.Admin.Client.Nodes;
using Switchyard.Admin.Client.Revisions;
using Switchyard.Admin.Client.Usage;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Cli.Top;

namespace Switchyard.Cli.Tests.Top;

public sealed class TopViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(200, 50)]
    [InlineData(80, 24)]
    [InlineData(40, 10)]
    [InlineData(20, 3)]
    [InlineData(1, 1)]
    public void Every_screen_is_filled_and_never_overrun(int width, int height)
    {
        var lines = TopView.Lines(Moment(nodes: 40, gateways: 40, changes: 10), "http://127.0.0.1:8081", width, height);

        lines.Count.ShouldBeLessThanOrEqualTo(height);
        lines.ShouldAllBe(line => line.Length <= width);
        if (height >= 24)
        {
            lines.ShouldContain(line => line.StartsWith("NODE", StringComparison.Ordinal));
            lines.ShouldContain(line => line.StartsWith("GATEWAY", StringComparison.Ordinal));
            lines.ShouldContain(line => line.StartsWith("CHANGE", StringComparison.Ordinal));
            lines.ShouldContain(line => line.StartsWith("… ", StringComparison.Ordinal), "what does not fit is counted");
        }
    }

    [Fact]
    public void What_is_wrong_comes_first_and_rates_are_per_second()
    {
        var moment = Moment(nodes: 3, gateways: 0, changes: 1) with { Traffic = TopTraffic.Of(new UsageSums { Interceptions = 120, Failed = 30, InputTokens = 500, OutputTokens = 100, Cost = 0.6m }, TimeSpan.FromSeconds(60)), Running = 4 };
        var lines = TopView.Lines(moment, "http://x", 120, 40);

        lines[1].ShouldBe("revision 7: 2/3 nodes, 0/0 gateways connected");
        lines[2].ShouldBe("2.0 requests/s (25.0% failed)  10 tokens/s  36.00 USD/h  4 running   (last 60 s)");
        lines[5].ShouldStartWith("node-02");
        lines[5].ShouldContain("rejected");
        lines[5].ShouldContain("file.yaml:3");
        TopView.Line(moment).ShouldBe("2026-11-26 12:00:00Z  revision 7  nodes 2/3  gateways 0/0  requests/s 2.0  failed 25.0%  tokens/s 10  USD/h 36.00  running 4");
    }

    [Fact]
    public async Task To_be_stopped_during_the_first_look_is_no_failure()
    {
        await using var plane = await ControlPlane.StartAsync();
        (await CliRun.StoppedAsync(plane, "top")).ShouldBe(new CliRun(0, "", ""));
    }

    [Fact]
    public async Task In_a_pipe_it_prints_a_line_for_each_look_of_a_real_system()
    {
        await using var plane = await ControlPlane.StartAsync();

        var run = await CliRun.RunAsync(plane, "", "top", "--interval", "200ms", "--count", "2");

        run.ExitCode.ShouldBe(0, run.Error);
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines.ShouldAllBe(line => line.Contains("nodes 1/1", StringComparison.Ordinal));
        run.Out.ShouldNotContain("\e");
        (await CliRun.RunAsync(plane, "", "top", "--interval", "1ms")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public void A_screen_is_drawn_in_place_and_given_back()
    {
        using var output = new StringWriter();
        using (var screen = new LiveScreen(output))
        {
            screen.Draw(["one", "two"]);
            screen.Draw(["three"]);
        }

        output.ToString().ShouldBe("\e[?1049h\e[?25l\e[2J\e[Hone\e[K\r\ntwo\e[K\e[J\e[Hthree\e[K\e[J\e[?25h\e[?1049l");
    }

    private static TopMoment Moment(int nodes, int gateways, int changes) => new(
        Now,
        7,
        [
            .. Enumerable.Range(1, nodes).Select(i => new Node
            {
                Id = Guid.Empty, Name = $"node-{i:00}", Version = "0", State = i == 2 ? "rejected" : "applied", Revision = i == 2 ? 6 : 7, Epoch = Guid.Empty, Hash = "", StartedAt = Now, SeenAt = Now,
                Reason = i == 2 ? "file.yaml:3: nonsense" : null,
            }),
        ],
        [
            .. Enumerable.Range(1, gateways).Select(i => new Gateway
            {
                Id = Guid.Empty, Name = $"edge-{i:00}", DisplayName = "", Labels = new Dictionary<string, string>(), Enabled = true, Status = "offline", Revision = 7, AckedSeq = 7, Pending = 0, Instances = [],
                CreatedAt = Now, UpdatedAt = Now,
            }),
        ],
        new TopTraffic(0, 0, 0, 0),
        0,
        [.. Enumerable.Range(1, changes).Select(i => new Revision { Number = i, Author = "root", At = Now.AddMinutes(-i), Summary = $"provider {i} changed" })]);
}
