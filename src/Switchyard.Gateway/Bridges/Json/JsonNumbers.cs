using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Counts as foreign JSON spells them.</summary>
internal static class JsonNumbers
{
    // The largest count of tokens that a double holds exactly; more is no count.
    private const double Ceiling = 9e15;

    /// <summary>The value at <paramref name="reader"/> as a count: 0 for null, for other types, for what is negative or out of reason; fractions are dropped.</summary>
    public static long Count(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return 0;
        }

        if (reader.TryGetInt64(out var whole))
        {
            return whole is > 0 and < (long)Ceiling ? whole : 0;
        }

        return reader.TryGetDouble(out var broken) && broken is > 0 and < Ceiling ? (long)broken : 0;
    }
}
