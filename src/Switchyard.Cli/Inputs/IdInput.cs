using System.CommandLine.Parsing;

namespace Switchyard.Cli.Inputs;

/// <summary>Reads ids, which are UUIDs; people take a name for one.</summary>
internal static class IdInput
{
    public static Guid Read(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (!Guid.TryParse(text, out var id))
        {
            result.AddError($"'{text}' is not an id; it looks like 0198f1c2-7e4b-7c1d-9a55-3b2f6d0c8e41, and the list shows it.");
        }

        return id;
    }
}
