using System.Text.RegularExpressions;

namespace Switchyard.Simulator.Behaviors;

/// <summary>
/// Directives inside a model's name, because the model is what every SDK lets its user set. Grammar: <c>[FAMILY-]sim[-NAME-VALUE]…</c>, for example
/// <c>sim-tokens-200-cadence-5ms</c>, <c>gpt-sim-fault-429-retry-7</c>, <c>anthropic.claude-sim-tokens-20-v1:0</c>. A name without the word <c>sim</c> asks for nothing.
/// </summary>
public static partial class ModelDirectives
{
    /// <summary>Applies what a model's name asks for.</summary>
    /// <param name="behavior">What to change.</param>
    /// <param name="model">The model's name; null asks for nothing.</param>
    /// <param name="error">What is wrong, when the result is null.</param>
    /// <returns>The behaviour, or null when a directive is not understood.</returns>
    public static SimulatedBehavior? TryApply(SimulatedBehavior behavior, string? model, out string? error)
    {
        error = null;
        if (model is null || !model.Contains("sim-", StringComparison.OrdinalIgnoreCase))
        {
            return behavior;
        }

        var words = BedrockVersion().Replace(model, "").Split('-');
        var start = Array.FindIndex(words, word => word.Equals("sim", StringComparison.OrdinalIgnoreCase));
        if (start < 0)
        {
            return behavior;
        }

        for (var index = start + 1; index < words.Length; index += 2)
        {
            var value = index + 1 < words.Length ? words[index + 1] : "";
            if (Directives.TryApply(behavior, words[index], value, out error) is not { } changed)
            {
                return null;
            }

            behavior = changed;
        }

        return behavior;
    }

    [GeneratedRegex("-v[0-9]+(:[0-9]+)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex BedrockVersion();
}
