using System.CommandLine;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Calls;

/// <summary>Reads labels that were typed as <c>NAME=VALUE</c>, one per option.</summary>
internal static class LabelInput
{
    /// <summary>The labels, empty when <paramref name="none"/> was typed, or null when neither was.</summary>
    public static IReadOnlyDictionary<string, string>? Read(CliCall call, Option<string[]?> option, Option<bool>? none = null)
    {
        var empty = none is not null && call.Get(none);
        if (!call.Has(option))
        {
            return empty ? new Dictionary<string, string>() : null;
        }

        if (empty)
        {
            throw new CliException(ExitCodes.Usage, $"{option.Name} and {none!.Name} say opposite things.");
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in call.Get(option) ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !labels.TryAdd(text[..equals], text[(equals + 1)..]))
            {
                throw new CliException(ExitCodes.Usage, $"'{text}' is not a label as NAME=VALUE, or its name was given twice.", $"Use {option.Name} once for each label.");
            }
        }

        return labels;
    }
}
