using System.CommandLine;
using Switchyard.Cli.Calls;

namespace Switchyard.Cli.Configuration;

/// <summary><c>switchyard config edit</c></summary>
internal static class ConfigEditVerb
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the document." };
    private static readonly Option<string?> Comment = new("--comment") { Description = "What to say about the change in the history." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Writes what the editor leaves without asking." };

    public static Command Create(CliVerb verb) => verb.Create(
        "edit",
        "Opens a document in $VISUAL or $EDITOR, checks what becomes of it, shows what would change, asks, and writes it unless somebody else did meanwhile.",
        ChangeInput.WaitOption(Name, Comment, Yes),
        (call, cancellationToken) => new ConfigEdit(call, call.Get(Name), call.Get(Comment), call.Get(Yes)).RunAsync(cancellationToken));
}
