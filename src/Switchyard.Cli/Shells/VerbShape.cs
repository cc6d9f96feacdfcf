using System.CommandLine;
using System.CommandLine.Completions;

namespace Switchyard.Cli.Shells;

/// <summary>What may follow the words of a verb or of a group of verbs.</summary>
/// <param name="Path">The words before, separated by a space; empty for the program itself.</param>
/// <param name="Verbs">The next words with what they do.</param>
/// <param name="Values">The words that an argument may be; empty if it can be anything.</param>
/// <param name="Options">Options with what they say, those of the groups above included.</param>
internal sealed record VerbShape(string Path, IReadOnlyList<(string Name, string Help)> Verbs, IReadOnlyList<string> Values, IReadOnlyList<OptionShape> Options)
{
    /// <summary>The shapes of everything below <paramref name="root"/>, itself first.</summary>
    public static IReadOnlyList<VerbShape> Of(Command root) => [.. Within(root, "", [])];

    private static IEnumerable<VerbShape> Within(Command command, string path, IReadOnlyList<Option> inherited)
    {
        var options = command.Options.Concat(inherited).Where(option => !option.Hidden).DistinctBy(option => option.Name).ToArray();
        yield return new VerbShape(
            path,
            [.. command.Subcommands.Where(verb => !verb.Hidden).Select(verb => (verb.Name, Help(verb)))],
            [.. command.Arguments.SelectMany(argument => argument.GetCompletions(CompletionContext.Empty)).Select(item => item.Label)],
            [.. options.Select(OptionShape.Of)]);
        Option[] handedOn = [.. options.Where(option => option.Recursive)];
        foreach (var verb in command.Subcommands)
        {
            foreach (var shape in Within(verb, path.Length == 0 ? verb.Name : $"{path} {verb.Name}", handedOn))
            {
                yield return shape;
            }
        }
    }

    /// <summary>The first sentence: a shell shows one line.</summary>
    internal static string Help(Symbol symbol)
    {
        var text = (symbol.Description ?? "").ReplaceLineEndings(" ");
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.', ' ');
    }
}
