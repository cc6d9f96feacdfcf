using Switchyard.Model.Pricing;

namespace Switchyard.Gateway.Limits;

/// <summary>What a request may cost, before it is known: its size as input, and the output it allows.</summary>
internal static class CostEstimate
{
    /// <summary>Bytes of a body that count as one token of input.</summary>
    public const int BytesPerToken = 4;

    /// <summary>Tokens of output of a request that names no limit of its own.</summary>
    public const long UsualOutput = 1_024;

    private const long MostOutput = 1_000_000;

    /// <summary>The estimate in billionths of a US dollar. A model without a price has an unknown cost: nothing is reserved for it.</summary>
    public static long Of(PriceTable prices, string provider, string model, DateTimeOffset at, int bodyBytes, long? maxOutput)
    {
        var tokens = new BillableTokens((bodyBytes + BytesPerToken - 1) / BytesPerToken, Math.Clamp(maxOutput ?? UsualOutput, 0, MostOutput));
        return prices.CostNanos(provider, model, at, tokens) ?? 0;
    }
}
