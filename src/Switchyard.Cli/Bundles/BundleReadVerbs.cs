using System.CommandLine;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;
using static Switchyard.Cli.Bundles.BundleSymbols;

namespace Switchyard.Cli.Bundles;

/// <summary><c>switchyard bundles tools</c>, <c>approve</c>, <c>logs</c> and <c>history</c></summary>
internal static class BundleReadVerbs
{
    private const int DefaultMoves = 50;

    private static readonly Argument<string> Tool = new("tool") { Description = "Name of the tool as its server calls it." };
    private static readonly Option<int?> Lines = new("--limit") { Description = "How many of the newest lines are shown; 1000 by default.", CustomParser = NumberInput.OptionalWhole<int> };
    private static readonly Option<int?> Moves = new("--limit") { Description = $"How many are shown, newest first; {DefaultMoves} by default.", CustomParser = NumberInput.OptionalWhole<int> };

    public static Command Tools(CliVerb verb) => verb.Create("tools", "Lists the tools of a bundle on the node that is asked.", [Named, Workspace], ToolsAsync);

    public static Command Approve(CliVerb verb) => verb.Create("approve", "Approves a tool of a bundle that pins its tools, as it is on offer.", ChangeInput.Options(Named, Tool, Workspace), ApproveAsync);

    public static Command Logs(CliVerb verb) => verb.Create("logs", "Shows the newest lines of a bundle on the node that is asked.", [Named, Workspace, Lines], LogsAsync);

    public static Command History(CliVerb verb) => verb.Create("history", "Lists how a bundle came from state to state on all nodes.", [Named, Workspace, Moves], HistoryAsync);

    private static async Task ToolsAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await Pages.AllAsync(cursor => call.Client.Bundles.ToolsAsync(call.Get(Workspace)!, call.Get(Named), 1000, cursor, cancellationToken)),
        ("TOOL", tool => tool.Name),
        ("STATE", tool => tool.Quarantined ? "withheld" : "offered"),
        ("HASH", tool => tool.Hash[..Math.Min(12, tool.Hash.Length)]),
        ("APPROVED", tool => tool.ApprovedHash?[..Math.Min(12, tool.ApprovedHash.Length)]));

    private static async Task<int> ApproveAsync(CliCall call, CancellationToken cancellationToken)
    {
        var approved = await call.Client.Bundles.ApproveToolAsync(call.Get(Workspace)!, call.Get(Named), call.Get(Tool), ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, approved, $"Tool {call.Get(Tool)} of {call.Get(Named)} approved");
    }

    private static async Task LogsAsync(CliCall call, CancellationToken cancellationToken)
    {
        foreach (var line in await call.Client.Bundles.LogsAsync(call.Get(Workspace)!, call.Get(Named), call.Get(Lines), cancellationToken))
        {
            call.Printer.Next($"{Shown.Time(line.At)} {line.Text}", line);
        }
    }

    private static async Task HistoryAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        (await call.Client.Bundles.HistoryAsync(call.Get(Workspace)!, call.Get(Named), call.Get(Moves) ?? DefaultMoves, null, cancellationToken)).Items,
        ("AT", move => Shown.Time(move.At)),
        ("NODE", move => move.Node),
        ("FROM", move => move.From),
        ("TO", move => move.To),
        ("REASON", move => move.Reason),
        ("GENERATION", move => move.Generation.ToString()),
        ("DETAIL", move => move.Detail?.Split('\n')[0]));
}
