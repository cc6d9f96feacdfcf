using System.CommandLine;
using System.CommandLine.Completions;

namespace Switchyard.Cli.Shells;

/// <summary>An option as a shell has to know it.</summary>
/// <param name="Names">Its name and the short forms of it.</param>
/// <param name="Help">What it says.</param>
/// <param name="TakesValue">Whether a word follows it.</param>
/// <param name="Values">The words that may follow it; empty if that can be anything, a file for example.</param>
internal sealed record OptionShape(IReadOnlyList<string> Names, string Help, bool TakesValue, IReadOnlyList<string> Values)
{
    /// <summary>The shape of <paramref name="option"/>.</summary>
    public static OptionShape Of(Option option)
    {
        var isFlag = option.ValueType == typeof(bool) || option.ValueType == typeof(void) || option.Arity.MaximumNumberOfValues == 0;
        return new OptionShape(
            [option.Name, .. option.Aliases.Where(alias => alias.StartsWith('-') && alias != option.Name && alias is not ("-?" or "/?" or "/h")).Order(StringComparer.Ordinal)],
            VerbShape.Help(option),
            !isFlag,
            isFlag ? [] : [.. option.GetCompletions(CompletionContext.Empty).Select(item => item.Label).Distinct(StringComparer.Ordinal)]);
    }
}
