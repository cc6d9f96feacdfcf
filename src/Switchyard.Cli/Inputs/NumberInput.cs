using System.CommandLine.Parsing;
using System.Globalization;

namespace Switchyard.Cli.Inputs;

/// <summary>Reads numbers the same way wherever the terminal is: with a point.</summary>
internal static class NumberInput
{
    public static decimal? Decimal(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError($"'{text}' is not a number; use for example 0.01.");
        return null;
    }
}
