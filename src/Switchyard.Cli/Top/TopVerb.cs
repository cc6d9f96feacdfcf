using System.CommandLine;
using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Top;

/// <summary><c>switchyard top</c></summary>
internal static class TopVerb
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly Option<TimeSpan?> Interval = new("--interval") { Description = "Time between two looks, 2s by default.", CustomParser = TimeInput.Duration };
    private static readonly Option<int?> Count = new("--count", "-n") { Description = "Ends after this many looks; it goes on until Ctrl+C otherwise.", CustomParser = NumberInput.OptionalWhole<int> };

    public static Command Create(CliVerb verb) => verb.Create(
        "top",
        "Shows nodes, gateways, traffic and the latest changes as they are, until Ctrl+C: in place on a terminal, a line for each look in a pipe.",
        [Interval, Count],
        RunAsync);

    private static async Task RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (interval, left) = (call.Get(Interval) ?? TimeSpan.FromSeconds(2), call.Get(Count) ?? 0);
        if (interval < Shortest || left < 0)
        {
            throw new CliException(ExitCodes.Usage, "--interval is 200ms or more, --count 1 or more.");
        }

        using var stop = new StopRequest(cancellationToken);
        var reader = new TopReader(call.Client);
        try
        {
            // Before the screen is taken: whatever is wrong from the beginning is told as everywhere else.
            var moment = await reader.ReadAsync(stop.Token);
            using var screen = call.Environment.IsScreen && !call.Printer.IsJson ? new LiveScreen(call.Environment.Out) : null;
            string? away = null;
            while (true)
            {
                Show(call, screen, moment, away);
                if (--left == 0)
                {
                    return;
                }

                await Task.Delay(interval, call.Environment.Time, stop.Token);
                try
                {
                    (moment, away) = (await reader.ReadAsync(stop.Token), null);
                }
                catch (Exception failure) when (MayPass(failure, stop.Token))
                {
                    away = failure.Message;
                }
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // It has no other end than being stopped.
        }
    }

    private static void Show(CliCall call, LiveScreen? screen, TopMoment moment, string? away)
    {
        if (screen is not null)
        {
            var (width, height) = (call.Environment.Width(), call.Environment.Height());
            var lines = TopView.Lines(moment, call.Address, width, away is null ? height : height - 1);
            screen.Draw(away is null ? lines : [TableFit.Cut($"No answer ({away}); what follows is of {Shown.Time(moment.At)}.", width), .. lines]);
        }
        else if (away is not null)
        {
            call.Printer.Note($"No answer: {away}");
        }
        else
        {
            call.Printer.Next(TopView.Line(moment), Facts(moment));
            call.Environment.Out.Flush();
        }
    }

    private static object Facts(TopMoment moment) => new
    {
        at = moment.At,
        revision = moment.Revision,
        nodes = moment.Nodes.Select(node => new { node.Name, node.State, node.Revision, node.SeenAt, node.Reason }),
        gateways = moment.Gateways.Select(gateway => new { gateway.Name, gateway.Status, gateway.Revision, gateway.Pending, gateway.LastSeenAt }),
        requestsPerSecond = moment.Traffic.Requests,
        failedShare = moment.Traffic.Failed,
        tokensPerSecond = moment.Traffic.Tokens,
        dollarsPerHour = moment.Traffic.Dollars * 3600,
        running = moment.Running,
        changes = moment.Changes.Select(change => new { revision = change.Number, change.At, change.Author, change.Summary }),
    };

    private static bool MayPass(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException or SwitchyardApiException { Status: 429 or >= 500 } || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
