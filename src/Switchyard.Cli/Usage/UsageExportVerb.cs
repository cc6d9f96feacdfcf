using System.CommandLine;
using Switchyard.Admin.Client.Paging;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Tails;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Usage;

/// <summary><c>switchyard usage export</c></summary>
internal static class UsageExportVerb
{
    private static readonly Option<string> Format = new("--format") { Description = "json (an object on each line) or csv.", DefaultValueFactory = _ => "json" };
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Goes on with new rows until Ctrl+C." };
    private static readonly Option<string?> After = new("--after") { Description = "Begins after this place, which the run before told; 'now' for nothing that is there already." };
    private static readonly Option<string?> State = new("--state") { Description = "File that remembers the place: the next run with it goes on where this one stopped." };

    public static Command Create(CliVerb verb) => verb.Create(
        "export",
        "Prints each ended request once, in the order in which they became final; none is skipped.",
        [Format.AcceptOnlyFromAmong("json", "csv"), Follow, After, State],
        RunAsync);

    private static async Task RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        using var stop = new StopRequest(cancellationToken);
        var file = call.Get(State) is { } path ? new PlaceFile(path) : null;
        var kept = file is null ? null : await file.ReadAsync(stop.Token);
        var csv = call.Get(Format) == "csv" && !call.Printer.IsJson;
        var (rows, place) = (0L, kept ?? call.Get(After));
        try
        {
            await foreach (var part in PartsAsync(call, csv, place, stop.Token))
            {
                // The header belongs to the beginning of a file, not to every run that appends to it.
                if (csv && rows == 0 && kept is null && part.Header is { } header)
                {
                    await call.Environment.Out.WriteLineAsync(header);
                    kept = "";
                }

                foreach (var line in part.Lines)
                {
                    await call.Environment.Out.WriteLineAsync(line);
                }

                await call.Environment.Out.FlushAsync(CancellationToken.None);
                (rows, place) = (rows + part.Lines.Count, part.Next);
                if (!call.Environment.IsScreen)
                {
                    // The rows go elsewhere, so there is something to say here.
                    call.Progress?.Say($"{rows} rows; waiting for the next:");
                }

                if (file is not null)
                {
                    // Not cancelled: what is printed is to be remembered.
                    await file.WriteAsync(place, CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Stopped by whoever follows.
        }

        call.Progress?.Say(null);
        call.Printer.Note($"{rows} row{(rows == 1 ? "" : "s")}{(file is null ? $"; go on with --after {place}" : "")}.");
    }

    private static IAsyncEnumerable<Part> PartsAsync(CliCall call, bool csv, string? place, CancellationToken cancellationToken) =>
        new RowFollower(call, call.Get(Follow)).ReadAsync((query, token) => csv ? CsvAsync(call, query, token) : JsonAsync(call, query, token), part => (part.Lines.Count, part.Next), place, cancellationToken);

    private static async Task<Part> CsvAsync(CliCall call, TailQuery query, CancellationToken cancellationToken)
    {
        var lines = await call.Client.UsageRows.ReadCsvAsync(query, cancellationToken);
        return new Part(lines.Header, lines.Lines, lines.Next);
    }

    private static async Task<Part> JsonAsync(CliCall call, TailQuery query, CancellationToken cancellationToken)
    {
        var page = await call.Client.UsageRows.ReadAsync(query, cancellationToken);
        return new Part(null, [.. page.Items.Select(Printer.OnOneLine)], page.Next);
    }

    private sealed record Part(string? Header, IReadOnlyList<string> Lines, string Next);
}
