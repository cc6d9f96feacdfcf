using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

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

    /// <summary>A whole number.</summary>
    public static T Whole<T>(ArgumentResult result)
        where T : struct, IBinaryInteger<T> => OptionalWhole<T>(result) ?? default;

    /// <summary>A whole number, or null where none was given.</summary>
    public static T? OptionalWhole<T>(ArgumentResult result)
        where T : struct, IBinaryInteger<T>
    {
        if (result.Tokens.Count == 0)
        {
            return null;
        }

        var text = result.Tokens[^1].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError(BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? $"'{text}' is too large a number." : $"'{text}' is not a whole number.");
        return null;
    }
}
