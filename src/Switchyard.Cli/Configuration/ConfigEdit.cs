using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Documents;
using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Configuration;

/// <summary>
/// One edit of a document. What somebody typed is never lost: the file is removed only when it was written or left as it was, and its place is told otherwise. It holds masked secrets, like everything that comes out
/// of the control plane, and perhaps new ones, so only its owner may read it.
/// </summary>
internal sealed class ConfigEdit(CliCall call, string name, string? comment, bool isSure)
{
    private enum Answer
    {
        Apply,
        Leave,
        Again,
    }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!isSure && !call.Environment.IsInteractive)
        {
            throw new CliException(ExitCodes.Usage, "There is nobody who could be asked.", "Use --yes, or 'switchyard config apply'.");
        }

        var (document, tag) = await call.Client.Documents.GetAsync(name, cancellationToken);
        var text = document.Content ?? throw new CliException(ExitCodes.Failed, "The node can not open this document.");
        var directory = Directory.CreateTempSubdirectory("switchyard-edit-");
        var file = Path.Combine(directory.FullName, $"{name}.{(document.Format == "json" ? "json" : "yaml")}");
        await File.WriteAllTextAsync(file, text, cancellationToken);
        var isKept = true;
        try
        {
            var (code, isDone) = await EditAsync(file, text, document, tag, cancellationToken);
            isKept = !isDone;
            return code;
        }
        catch (SwitchyardApiException refusal) when (refusal.Status == 412)
        {
            throw new CliException(
                ExitCodes.Conflict,
                $"Somebody has changed the document {name} meanwhile; nothing was written.",
                $"Compare: 'switchyard config diff --document {name} --file {file}'. Write it all the same: 'switchyard config apply {name} {file}'.");
        }
        finally
        {
            if (isKept && await File.ReadAllTextAsync(file, CancellationToken.None) != text)
            {
                call.Printer.Note($"Your text is kept in {file}.");
            }
            else
            {
                directory.Delete(recursive: true);
            }
        }
    }

    /// <returns>What it ends with, and whether the text is no longer needed.</returns>
    private async Task<(int Code, bool IsDone)> EditAsync(string file, string before, Document document, string? tag, CancellationToken cancellationToken)
    {
        while (true)
        {
            await OpenAsync(file, cancellationToken);
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            if (text == before)
            {
                call.Printer.Line($"Document {name} was left as it is.", new { name, changed = false });
                return (ExitCodes.Done, true);
            }

            Changed<Document>? tried = null;
            var code = await ConfigFaults.TellAsync(call, file, async () =>
            {
                tried = await WriteAsync(text, new ChangeOptions { DryRun = true, IfMatch = tag });
                return ExitCodes.Done;
            });
            if (tried is not null && !call.Printer.IsJson)
            {
                ChangeTable.Print(call, tried.Objects ?? []);
                ChangeTable.PrintImpact(call, tried.Plan, tried.Impact);
            }

            switch (await AskAsync(file, tried is not null, cancellationToken))
            {
                case Answer.Apply:
                    var written = await WriteAsync(text, ChangeInput.Read(call) with { Comment = comment, IfMatch = tag });
                    return (ChangeInput.Tell(call, written, $"Document {name} is version {written.Value?.Version}"), true);
                case Answer.Leave:
                    return (code == ExitCodes.Done ? ExitCodes.Failed : code, false);
            }
        }

        Task<Changed<Document>> WriteAsync(string text, ChangeOptions options) => call.Client.Documents.WriteAsync(name, text, document.Format == "json", options, cancellationToken);
    }

    private async Task OpenAsync(string file, CancellationToken cancellationToken)
    {
        var edit = call.Environment.Edit ?? throw new CliException(ExitCodes.Failed, "This program can not start an editor.", "Use 'switchyard config documents get' and 'switchyard config apply'.");
        var editor = new[] { "VISUAL", "EDITOR" }.Select(call.Environment.Variable).FirstOrDefault(given => !string.IsNullOrWhiteSpace(given)) ?? "vi";
        var code = await edit(editor, file, cancellationToken);
        if (code != 0)
        {
            throw new CliException(ExitCodes.Failed, $"The editor '{editor}' ended with {code}; nothing was written.", "Say by EDITOR which one to use.");
        }
    }

    private async Task<Answer> AskAsync(string file, bool isValid, CancellationToken cancellationToken)
    {
        if (isSure)
        {
            return isValid ? Answer.Apply : Answer.Leave;
        }

        // Ctrl+C ends the program here: whoever answers so has to know where the text is.
        await call.Environment.Error.WriteLineAsync($"The text is in {file} until it is written.");
        await call.Environment.Error.WriteAsync(isValid ? "Write it? [y]es, [n]o, [e]dit again: " : "It would be refused. [e]dit again or [n]ot at all: ");
        await call.Environment.Error.FlushAsync(cancellationToken);
        return (await call.Environment.In.ReadLineAsync(cancellationToken))?.Trim().ToLowerInvariant() switch
        {
            "y" or "yes" when isValid => Answer.Apply,
            "e" or "edit" => Answer.Again,
            _ => Answer.Leave,
        };
    }
}
