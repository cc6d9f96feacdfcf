namespace Switchyard.Gateway.Bridges.Bedrock;

/// <summary>Adaptive thinking as a fixed budget, for models that know no other.</summary>
internal static class ThinkingBudget
{
    /// <summary>The smallest budget that the API accepts, in tokens.</summary>
    public const long Smallest = 1024;

    /// <summary>The budget for an effort (<c>low</c>, <c>medium</c>, <c>high</c>, <c>max</c>; high when it says nothing) out of <paramref name="maxTokens"/> of output; 0 when there is not enough room to think.</summary>
    public static long Of(string? effort, long maxTokens)
    {
        // In hundredths, so that no rounding of fractions decides.
        var share = effort switch
        {
            "low" => 20,
            "medium" => 50,
            "max" => 95,
            _ => 80,
        };
        var budget = maxTokens * share / 100;
        return budget < Smallest ? 0 : budget;
    }
}
