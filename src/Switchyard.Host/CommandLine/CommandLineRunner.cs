using System.CommandLine;

namespace Switchyard.Host.CommandLine;

/// <summary>Parses and runs; a word that is not understood is named, with exit code 2 and the help to read next.</summary>
internal static class CommandLineRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        // People type 'help' as a verb; it means --help of what follows.
        var words = args is ["help", .. var rest] ? [.. rest, "--help"] : args.Length == 0 ? ["--help"] : args;
        var parsed = root.Parse(words);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        }

        foreach (var error in parsed.Errors)
        {
            await System.Console.Error.WriteLineAsync($"switchyard: {error.Message}");
        }

        await System.Console.Error.WriteLineAsync($"Try 'switchyard {string.Join(' ', Path(parsed.CommandResult))}--help'.");
        return CommandFaults.UsageExitCode;
    }

    private static IEnumerable<string> Path(System.CommandLine.Parsing.CommandResult command)
    {
        var names = new Stack<string>();
        for (var at = command; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent)
        {
            names.Push(at.Command.Name + " ");
        }

        return names.Select(name => name.TrimEnd()).Append("");
    }
}
