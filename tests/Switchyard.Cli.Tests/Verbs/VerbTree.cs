using System.CommandLine;
using Switchyard.Cli.Configuration;

namespace Switchyard.Cli.Tests.Verbs;

/// <summary>All verbs of the command line, as the program has them.</summary>
internal static class VerbTree
{
    // One for all: options that verbs share remember every tree that they were put into, and each further one takes longer.
    private static readonly Lazy<RootCommand> Tree = new(static () =>
    {
        var root = new RootCommand();
        CliCommands.AddTo(root, checker: new NoFaults());
        return root;
    });

    public static RootCommand Root() => Tree.Value;

    /// <summary>The words of each verb that does something: <c>providers add</c>.</summary>
    public static IReadOnlyList<string> Verbs() => [.. Within(Root(), "")];

    /// <summary>The words of the verb that a command line means.</summary>
    public static string VerbOf(string[] args)
    {
        var names = new Stack<string>();
        for (var at = Root().Parse(args).CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent)
        {
            names.Push(at.Command.Name);
        }

        return string.Join(' ', names);
    }

    private static IEnumerable<string> Within(Command command, string words)
    {
        foreach (var child in command.Subcommands)
        {
            var path = words.Length == 0 ? child.Name : $"{words} {child.Name}";
            if (child.Action is not null)
            {
                yield return path;
            }

            foreach (var below in Within(child, path))
            {
                yield return below;
            }
        }
    }

    private sealed class NoFaults : IConfigurationChecker
    {
        public Task<IReadOnlyList<ConfigFault>> CheckAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ConfigFault>>([]);
    }
}
