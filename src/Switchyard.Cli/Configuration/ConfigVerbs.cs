using System.CommandLine;
using Switchyard.Admin.Client.Configuration;
using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Configuration;

/// <summary><c>switchyard config …</c></summary>
internal static class ConfigVerbs
{
    private static readonly Argument<string[]> Files = new("file") { Description = "Configuration files and directories, later ones win.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Remote = new("--remote") { Description = "Asks the node instead of checking here. It looks up no environment variables and takes files only." };

    public static Command Create(CliVerb verb, IConfigurationChecker? checker) => CliVerb.Group(
        "config",
        "Shows, checks, changes and reloads the configuration.",
        verb.Create("show", "Shows the composed configuration that a node runs, secrets masked.", [], ShowAsync),
        verb.Create(
            "check",
            "Checks configuration files without a running node, as it would load them. Ends with 1 and lines of file:line:column: reason if anything is wrong.",
            [Files, Remote],
            (call, cancellationToken) => CheckAsync(call, checker, cancellationToken)),
        DocumentVerbs.Diff(verb),
        DocumentVerbs.Apply(verb),
        ConfigEditVerb.Create(verb),
        DocumentVerbs.Create(verb),
        RevisionVerbs.List(verb),
        RevisionVerbs.Rollback(verb),
        CanaryVerbs.Create(verb),
        verb.Create("export", "Prints the composed configuration as JSON, secrets masked.", [], ExportAsync),
        verb.Create("reload", "Makes a node read its sources now. Ends with 1 if they were rejected or could not be read.", [], ReloadAsync));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        var shown = await call.Client.Configuration.GetAsync(cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(shown);
            return;
        }

        call.Printer.Note(shown.Revision is null ? "No configuration is in force yet." : $"Revision {shown.Revision}, hash {shown.Hash?[..12]}, in force since {Shown.Time(shown.AppliedAt)}.");
        if (shown.RejectedReason is not null)
        {
            call.Printer.Note($"Revision {shown.RejectedRevision} was rejected: {shown.RejectedReason}");
        }

        if (shown.ReadFailure is not null)
        {
            call.Printer.Note($"The sources can not be read: {shown.ReadFailure}");
        }

        call.Printer.Table(shown.Content is { } content ? ContentRow.Of(content) : [], ("SECTION", row => row.Section), ("NAME", row => row.Name), ("VALUE", row => row.Value));
    }

    private static async Task<int> CheckAsync(CliCall call, IConfigurationChecker? checker, CancellationToken cancellationToken)
    {
        var files = call.Get(Files);
        var (faults, notJudged) = call.Get(Remote)
            ? await AskAsync(call, files, cancellationToken)
            : (await (checker ?? throw new CliException(ExitCodes.Usage, "This program can not check files itself.", "Use --remote.")).CheckAsync(files, cancellationToken), []);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(new { valid = faults.Count == 0, errors = faults, notJudged });
        }
        else
        {
            foreach (var fault in faults)
            {
                await call.Environment.Out.WriteLineAsync(fault.ToString());
            }

            foreach (var field in notJudged)
            {
                call.Printer.Note($"{field.Path} was not judged: a node looks up no variable ({field.Variable}) for others.");
            }

            if (faults.Count == 0)
            {
                await call.Environment.Out.WriteLineAsync($"{string.Join(", ", files)}: valid");
            }
        }

        return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<(IReadOnlyList<ConfigFault> Faults, IReadOnlyList<NotJudgedField> NotJudged)> AskAsync(CliCall call, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var (faults, notJudged) = (new List<ConfigFault>(), new List<NotJudgedField>());
        foreach (var file in files)
        {
            try
            {
                notJudged.AddRange((await call.Client.Configuration.CheckAsync(file, await TextOfAsync(file, cancellationToken), cancellationToken)).NotJudged);
            }
            catch (SwitchyardApiException refusal) when (refusal.Code == "invalid_configuration")
            {
                faults.AddRange(refusal.Errors.Select(error => new ConfigFault(error.File ?? file, error.Line ?? 0, error.Column ?? 0, error.Field, error.Detail)));
            }
        }

        return (faults, notJudged);
    }

    private static async Task ExportAsync(CliCall call, CancellationToken cancellationToken)
    {
        var shown = await call.Client.Configuration.GetAsync(cancellationToken);
        call.Printer.Json(shown.Content ?? throw new CliException(ExitCodes.Failed, "No configuration is in force yet."));
    }

    internal static async Task<string> TextOfAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return Directory.Exists(file)
                ? throw new CliException(ExitCodes.Usage, $"{file} is a directory; files are taken here.")
                : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"{file} can not be read: {failure.Message}");
        }
    }

    private static async Task<int> ReloadAsync(CliCall call, CancellationToken cancellationToken)
    {
        var result = await call.Client.Configuration.ReloadAsync(cancellationToken);
        call.Printer.Line($"{result.Outcome} (revision {result.Revision}){(result.Reason is null ? "" : $": {result.Reason}")}", result);
        return result.Outcome is "applied" or "unchanged" ? ExitCodes.Done : ExitCodes.Failed;
    }
}
