using System.CommandLine;
using Switchyard.Admin.Client.Audit;
using Switchyard.Admin.Client.Paging;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Tails;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Audit;

/// <summary><c>switchyard audit tail</c></summary>
internal static class AuditTailVerb
{
    private static readonly Option<int> Lines = new("--lines", "-n") { Description = "How many of the newest rows it begins with, 0 to 1000.", DefaultValueFactory = _ => 10, CustomParser = NumberInput.Whole<int> };
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Goes on with new rows until Ctrl+C." };
    private static readonly Option<string?> State = new("--state") { Description = "File that remembers the place: the next run with it goes on where this one stopped, and --lines does not count." };

    public static Command Create(CliVerb verb) => verb.Create("tail", "Shows the newest audit rows, oldest first; with -f what comes after them, none skipped.", [Lines, Follow, State], RunAsync);

    private static async Task RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        using var stop = new StopRequest(cancellationToken);
        var file = call.Get(State) is { } path ? new PlaceFile(path) : null;
        var place = file is null ? null : await file.ReadAsync(stop.Token);
        long shown = 0;
        try
        {
            if (place is null)
            {
                // The place first: what comes between it and the list is in both, and shown once.
                place = (await call.Client.Audit.RowsAsync(new TailQuery { After = TailQuery.Now }, stop.Token)).Next;
                shown = await ShowNewestAsync(call, stop.Token);
                await RememberAsync(place);
            }

            await foreach (var page in new RowFollower(call, call.Get(Follow)).ReadAsync(call.Client.Audit.RowsAsync, page => (page.Items.Count, page.Next), place, stop.Token))
            {
                foreach (var row in page.Items.Where(row => row.Sequence > shown))
                {
                    Show(call, row);
                }

                await RememberAsync(page.Next);
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // A tail has no other end than being stopped.
        }

        async Task RememberAsync(string at)
        {
            await call.Environment.Out.FlushAsync(CancellationToken.None);
            await (file?.WriteAsync(at, CancellationToken.None) ?? Task.CompletedTask);
        }
    }

    private static async Task<long> ShowNewestAsync(CliCall call, CancellationToken cancellationToken)
    {
        var lines = call.Get(Lines);
        if (lines is < 0 or > 1000)
        {
            throw new CliException(ExitCodes.Usage, "--lines is 0 to 1000.");
        }

        var newest = lines == 0 ? [] : (await call.Client.Audit.ListAsync(new AuditQuery { Limit = lines }, cancellationToken)).Items;
        foreach (var row in newest.Reverse())
        {
            Show(call, row);
        }

        return newest.Count == 0 ? 0 : newest[0].Sequence;
    }

    private static void Show(CliCall call, AuditRecord row) =>
        call.Printer.Next($"{Shown.Time(row.At)}  {row.Sequence,6}  {row.Action}  {row.ActorName}  {row.EntityType} {row.EntityName}", row);
}
