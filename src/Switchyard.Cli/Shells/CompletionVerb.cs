using System.CommandLine;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Shells;

/// <summary><c>switchyard completion</c></summary>
internal static class CompletionVerb
{
    private static readonly Dictionary<string, Func<IReadOnlyList<VerbShape>, string>> Shells = new(StringComparer.Ordinal)
    {
        ["bash"] = BashScript.Write,
        ["zsh"] = ZshScript.Write,
        ["fish"] = FishScript.Write,
    };

    /// <summary>Prints the script of a shell for everything that <paramref name="root"/> can do when it runs.</summary>
    public static Command Create(Command root, Func<CliEnvironment> environment)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." }.AcceptOnlyFromAmong([.. Shells.Keys]);
        var command = new Command("completion", "Prints a script that completes verbs and options in a shell: source <(switchyard completion bash).") { shell };
        command.SetAction(async (parsed, _) =>
        {
            await environment().Out.WriteAsync(Shells[parsed.GetRequiredValue(shell)](VerbShape.Of(root)));
            return ExitCodes.Done;
        });
        return command;
    }
}
