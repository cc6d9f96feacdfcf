using System.CommandLine;
using System.Globalization;
using Switchyard.Admin.Client.Changes;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Calls;

/// <summary>The options that every changing verb has, and how its outcome is told.</summary>
internal static class ChangeInput
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Shows what would change, changes nothing." };
    private static readonly Option<TimeSpan?> Wait = new("--wait") { Description = "Waits this long for all nodes and connected gateways to apply it, for example 30s.", CustomParser = TimeInput.Duration };
    private static readonly Option<bool> Cut = new("--cut") { Description = "Ends requests that run on what goes, instead of letting them finish." };
    private static readonly Option<string?> IfMatch = new("--if-match") { Description = "Changes only if the record still has this ETag." };

    public static IReadOnlyList<Symbol> Options(params IReadOnlyList<Symbol> own) => [.. own, DryRun, Wait, IfMatch];

    public static IReadOnlyList<Symbol> OptionsWithCut(params IReadOnlyList<Symbol> own) => [.. Options(own), Cut];

    /// <summary>For a verb that changes no single record: nothing to match, nothing to show beforehand.</summary>
    public static IReadOnlyList<Symbol> WaitOption(params IReadOnlyList<Symbol> own) => [.. own, Wait];

    /// <summary>Reads them for the request that follows at once: from here on it is said that others are waited for, so nobody may be asked for anything any more.</summary>
    public static ChangeOptions Read(CliCall call, bool mayCut = false)
    {
        var options = new ChangeOptions { DryRun = call.Get(DryRun), Wait = call.Get(Wait), IfMatch = call.Get(IfMatch), Cut = mayCut && call.Get(Cut) };
        if (!options.DryRun)
        {
            SayWaiting(call, options.Wait);
        }

        return options;
    }

    /// <summary>Says that a rollout is waited for, if it is.</summary>
    public static void SayWaiting(CliCall call, TimeSpan? wait)
    {
        if (wait is { } longest)
        {
            call.Progress?.Say(string.Create(CultureInfo.InvariantCulture, $"Waiting for all nodes and gateways, {longest.TotalSeconds:0} s at most:"));
        }
    }

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
        return TellRollout(call, changed);
    }

    /// <summary>Names those that have not applied a change that was waited for, and returns what the command ends with.</summary>
    public static int TellRollout<T>(CliCall call, Changed<T> changed)
        where T : class
    {
        if (changed.Rollout is not { Complete: false } rollout)
        {
            return ExitCodes.Done;
        }

        foreach (var part in RolloutPart.Of(rollout).Where(part => part.State != "applied"))
        {
            call.Printer.Note(part.ToString());
        }

        return RolloutPart.ExitCodeOf(rollout);
    }
}
