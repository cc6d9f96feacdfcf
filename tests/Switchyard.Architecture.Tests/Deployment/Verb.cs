using System.Text.RegularExpressions;
using Switchyard.Testing.Nodes;

namespace Switchyard.Architecture.Tests.Deployment;

/// <summary>A verb of the program as its help tells it: the options and the environment variables that it knows.</summary>
internal sealed partial class Verb
{
    private Verb(string help)
    {
        Options = Names(OptionName().Matches(help));
        Variables = Names(VariableName().Matches(help));
    }

    public IReadOnlySet<string> Options { get; }

    public IReadOnlySet<string> Variables { get; }

    /// <summary>Asks the program that was built.</summary>
    public static async Task<Verb> AskAsync(string verb)
    {
        await using var program = NodeProcess.Launch([verb, "--help"]);
        Assert.Equal(0, await program.WaitForExitAsync());
        // The end of the process may come before its last line does.
        await program.WaitForLineAsync("--help");
        return new Verb(program.Output);
    }

    private static HashSet<string> Names(MatchCollection matches) => [.. matches.Select(static match => match.Value)];

    [GeneratedRegex(@"(?<!\S)--[a-z][a-z-]+", RegexOptions.None, 1_000)]
    private static partial Regex OptionName();

    [GeneratedRegex(@"\bSWITCHYARD_[A-Z_]+", RegexOptions.None, 1_000)]
    private static partial Regex VariableName();
}
