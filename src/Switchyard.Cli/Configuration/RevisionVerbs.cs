using System.CommandLine;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Configuration;

/// <summary><c>switchyard config revisions</c> and <c>config rollback</c>.</summary>
internal static class RevisionVerbs
{
    private static readonly Argument<long?> Number = new("revision") { Description = "Shows what this revision changed; without it the history is listed.", Arity = ArgumentArity.ZeroOrOne, CustomParser = NumberInput.OptionalWhole<long> };
    private static readonly Argument<long> Target = new("revision") { Description = "The revision to go back to.", CustomParser = NumberInput.Whole<long> };
    private static readonly Option<int> Limit = new("--limit") { Description = "Most revisions, 1 to 1000.", DefaultValueFactory = _ => 50, CustomParser = NumberInput.Whole<int> };
    private static readonly Option<string?> Comment = new("--comment") { Description = "What to say about it in the history." };

    public static Command List(CliVerb verb) => verb.Create("revisions", "Lists revisions, newest first, or shows what one changed.", [Number, Limit], ShowAsync);

    public static Command Rollback(CliVerb verb) => verb.Create(
        "rollback",
        "Puts the documents and providers of a revision back as a new revision. With --wait it ends with 0 when everything live has applied it, 1 when it was rejected, 2 when the time was over.",
        ChangeInput.Options(Target, Comment),
        RollBackAsync);

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        if (call.GetOptional(Number) is { } number)
        {
            var revision = await call.Client.Revisions.GetAsync(number, cancellationToken);
            if (call.Printer.IsJson)
            {
                call.Printer.Json(revision);
                return;
            }

            call.Printer.Note($"Revision {revision.Number} by {revision.Author}, {Shown.Time(revision.At)}: {revision.Summary}{(revision.Comment.Length == 0 ? "" : $" ({revision.Comment})")}");
            foreach (var node in revision.Nodes.Where(node => node.State != "applied"))
            {
                call.Printer.Note($"{node.Node}: {node.State}{(node.Reason is null ? "" : $", {node.Reason}")}");
            }

            ChangeTable.Print(call, revision.Diff);
            return;
        }

        call.Printer.Table(
            (await call.Client.Revisions.ListAsync(call.Get(Limit), null, cancellationToken)).Items,
            ("REVISION", revision => $"{revision.Number}"),
            ("AT", revision => Shown.Time(revision.At)),
            ("AUTHOR", revision => revision.Author),
            ("ORIGIN", revision => revision.Origin),
            ("SUMMARY", revision => revision.Summary),
            ("NODES", revision => string.Join(", ", revision.Nodes.GroupBy(node => node.State).Select(group => $"{group.Count()} {group.Key}"))),
            ("COMMENT", revision => revision.Comment));
    }

    private static async Task<int> RollBackAsync(CliCall call, CancellationToken cancellationToken)
    {
        var target = call.Get(Target);
        var changed = await call.Client.Revisions.RollBackAsync(target, ChangeInput.Read(call) with { Comment = call.Get(Comment) }, cancellationToken);
        foreach (var left in changed.Value?.Left ?? [])
        {
            call.Printer.Note($"{left.Section} {left.Name} stays as it is in {left.File}:{left.Line}.");
        }

        foreach (var gone in changed.Value?.SecretsGone ?? [])
        {
            call.Printer.Note($"{gone.Section} {gone.Name}: the secret {gone.Secret} is erased and does not come back; give it a new one.");
        }

        if (changed.Objects is not null)
        {
            if (call.Printer.IsJson)
            {
                call.Printer.Json(changed);
                return ExitCodes.Done;
            }

            ChangeTable.Print(call, changed.Objects);
            ChangeTable.PrintImpact(call, changed.Plan, changed.Impact);
            ChangeTable.Bound(call, changed.ETag);
            return ExitCodes.Done;
        }

        var done = changed.Value is { Objects.Count: 0 } ? $"Nothing differs from revision {target}" : $"Revision {target} is back";
        return ChangeInput.Tell(call, changed, done);
    }
}
