using System.CommandLine;
using Switchyard.Admin.Client.Changes;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Configuration;

/// <summary><c>switchyard config documents …</c>, <c>config diff</c> and <c>config apply</c>.</summary>
internal static class DocumentVerbs
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the document." };
    private static readonly Argument<string> File = new("file") { Description = "The configuration file; .json at its end means JSON, anything else YAML." };
    private static readonly Argument<string?> DiffFile = new("file") { Description = "A configuration file, compared as one more file over all others.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Document = new("--document") { Description = "Compares with this document instead, as if --file were written to it." };
    private static readonly Option<string?> DocumentFile = new("--file") { Description = "The file for --document." };
    private static readonly Option<string?> Comment = new("--comment") { Description = "What to say about the change in the history." };
    private static readonly Option<bool> New = new("--new") { Description = "Only if there is no such document yet." };

    public static Command Diff(CliVerb verb) => verb.Create(
        "diff", "Shows what a file would change, how it would be put in force and what it touches. Ends with 1 if it would be rejected.", [DiffFile, Document, DocumentFile], DiffAsync);

    public static Command Apply(CliVerb verb) => verb.Create(
        "apply",
        "Writes a file as a document of the configuration. With --wait it ends with 0 when everything live has applied it, 1 when it was rejected, 2 when the time was over.",
        ChangeInput.Options(Name, File, Comment, New),
        ApplyAsync);

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "documents",
        "Shows and deletes documents of the configuration.",
        verb.Create("list", "Lists documents in the order in which they are laid over each other.", [], ListAsync),
        verb.Create("get", "Prints a document, secrets masked. Written back with 'config apply', a masked secret stays what it was.", [Name], GetAsync),
        verb.Create("delete", "Deletes a document; its history stays.", ChangeInput.Options(Name, Comment), DeleteAsync),
        verb.Create("history", "Lists the versions of a document, newest first.", [Name], HistoryAsync));

    private static async Task<int> DiffAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (document, file) = (call.Get(Document), call.Get(DocumentFile) ?? call.GetOptional(DiffFile));
        if (file is null)
        {
            throw new CliException(ExitCodes.Usage, "No file was given.", "Use config diff FILE, or config diff --document NAME --file FILE.");
        }

        var text = await ConfigVerbs.TextOfAsync(file, cancellationToken);
        return await ConfigFaults.TellAsync(call, file, document is null ? CompareFileAsync : CompareDocumentAsync);

        async Task<int> CompareFileAsync()
        {
            var check = await call.Client.Configuration.CheckAsync(file, text, cancellationToken);
            Tell(call, check.Diff, check.Plan, check.Impact);
            foreach (var field in check.NotJudged)
            {
                call.Printer.Note($"{field.Path} was not judged: a node looks up no variable ({field.Variable}) for others.");
            }

            return ExitCodes.Done;
        }

        async Task<int> CompareDocumentAsync()
        {
            var dry = await call.Client.Documents.WriteAsync(document!, text, ConfigFaults.IsJson(file), new ChangeOptions { DryRun = true }, cancellationToken);
            Tell(call, dry.Objects ?? [], dry.Plan, dry.Impact);
            return ExitCodes.Done;
        }
    }

    private static void Tell(CliCall call, IReadOnlyList<ObjectChange> changes, ChangePlan? plan, ChangeImpact? impact)
    {
        if (call.Printer.IsJson)
        {
            call.Printer.Json(new { diff = changes, plan, impact });
            return;
        }

        ChangeTable.Print(call, changes);
        ChangeTable.PrintImpact(call, plan, impact);
    }

    private static async Task<int> ApplyAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (name, file) = (call.Get(Name), call.Get(File));
        var text = await ConfigVerbs.TextOfAsync(file, cancellationToken);
        return await ConfigFaults.TellAsync(call, file, async () =>
        {
            var options = ChangeInput.Read(call) with { Comment = call.Get(Comment), IfNoneMatch = call.Get(New) };
            var changed = await call.Client.Documents.WriteAsync(name, text, ConfigFaults.IsJson(file), options, cancellationToken);
            if (changed.Objects is not null)
            {
                Tell(call, changed.Objects, changed.Plan, changed.Impact);
                return ExitCodes.Done;
            }

            return ChangeInput.Tell(call, changed, $"Document {name} is version {changed.Value?.Version}");
        });
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await Pages.AllAsync(cursor => call.Client.Documents.ListAsync(1000, cursor, cancellationToken)),
        ("NAME", document => document.Name),
        ("FORMAT", document => document.Format),
        ("VERSION", document => $"{document.Version}"),
        ("AUTHOR", document => document.Author),
        ("UPDATED", document => Shown.Time(document.UpdatedAt)),
        ("COMMENT", document => document.Comment));

    private static async Task<int> GetAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (document, _) = await call.Client.Documents.GetAsync(call.Get(Name), cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(document);
            return ExitCodes.Done;
        }

        await call.Environment.Out.WriteAsync(document.Content ?? throw new CliException(ExitCodes.Failed, "The node can not open this document."));
        return ExitCodes.Done;
    }

    private static async Task<int> DeleteAsync(CliCall call, CancellationToken cancellationToken)
    {
        var deleted = await call.Client.Documents.DeleteAsync(call.Get(Name), ChangeInput.Read(call) with { Comment = call.Get(Comment) }, cancellationToken);
        if (deleted.Objects is not null)
        {
            Tell(call, deleted.Objects, deleted.Plan, deleted.Impact);
            return ExitCodes.Done;
        }

        return ChangeInput.Tell(call, deleted, $"Document {call.Get(Name)} deleted");
    }

    private static async Task HistoryAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await Pages.AllAsync(cursor => call.Client.Documents.HistoryAsync(call.Get(Name), 1000, cursor, cancellationToken)),
        ("VERSION", version => $"{version.Version}"),
        ("REVISION", version => version.Revision?.ToString()),
        ("AT", version => Shown.Time(version.At)),
        ("AUTHOR", version => version.Author),
        ("HASH", version => version.Deleted ? "deleted" : version.Hash[..12]),
        ("COMMENT", version => version.Comment));
}
