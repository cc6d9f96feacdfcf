using System.CommandLine;
using Switchyard.Admin.Client.Changes;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Calls;

/// <summary>The options that every changing verb has, and how its outcome is told.</summary>
internal static class ChangeInput
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Shows what would change, changes nothing." };
    private static readonly Option<TimeSpan?> Wait = new("--wait") { Description = "Waits this long for all nodes to apply it, for example 30s.", CustomParser = TimeInput.Duration };
    private static readonly Option<bool> Cut = new("--cut") { Description = "Ends requests that run on what goes, instead of letting them finish." };
    private static readonly Option<string?> IfMatch = new("--if-match") { Description = "Changes only if the record still has this ETag." };

    public static IReadOnlyList<Symbol> Options(params IReadOnlyList<Symbol> own) => [.. own, DryRun, Wait, IfMatch];

    public static IReadOnlyList<Symbol> OptionsWithCut(params IReadOnlyList<Symbol> own) => [.. Options(own), Cut];

    public static ChangeOptions Read(CliCall call, bool mayCut = false) => new()
    {
        DryRun = call.Get(DryRun),
        Wait = call.Get(Wait),
        IfMatch = call.Get(IfMatch),
        Cut = mayCut && call.Get(Cut),
    };

    /// <summary>Tells what a change did; ends with 1 when it was rejected somewhere and with 2 when it was not applied everywhere in time.</summary>
    public static int Tell<T>(CliCall call, Changed<T> changed, string done)
        where T : class
    {
        if (changed.Diff is not null)
        {
            if (changed.Diff.Count == 0)
            {
                call.Printer.Line("Nothing would change.", changed);
                return ExitCodes.Done;
            }

            call.Printer.Table(changed.Diff, ("FIELD", change => change.Field), ("NOW", change => change.Before?.ToString()), ("THEN", change => change.After?.ToString()));
            return ExitCodes.Done;
        }

        call.Printer.Line($"{done} (revision {changed.Revision}).", changed);
        if (changed.Rollout is not { Complete: false } rollout)
        {
            return ExitCodes.Done;
        }

        foreach (var node in rollout.Nodes.Where(node => node.State != "applied"))
        {
            call.Printer.Note($"{node.Name}: {node.State}{(node.Reason is null ? "" : $", {node.Reason}")}");
        }

        return rollout.Nodes.Any(node => node.State == "rejected") ? ExitCodes.Failed : ExitCodes.Usage;
    }
}
