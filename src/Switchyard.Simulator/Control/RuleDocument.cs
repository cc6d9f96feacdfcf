using System.Globalization;
using System.Text.Json;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Simulator.Control;

/// <summary>
/// A rule as JSON: <c>{"key", "model", "path", "skip", "times", "with": {"fault": "429", "retry": "7", …}}</c>; the members of <c>with</c> are the directives.
/// </summary>
internal static class RuleDocument
{
    /// <summary>Null, or a rule that must not be used, when <paramref name="errors"/> is not empty: every fault is reported.</summary>
    public static SimulatorRule? Read(JsonElement root, List<string> errors)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add("a rule is a JSON object");
            return null;
        }

        var rule = new SimulatorRule();
        foreach (var member in root.EnumerateObject())
        {
            rule = (member.Name, member.Value.ValueKind) switch
            {
                ("key", JsonValueKind.String) => rule with { Key = member.Value.GetString() },
                ("model", JsonValueKind.String) => rule with { Model = member.Value.GetString() },
                ("path", JsonValueKind.String) => rule with { Path = member.Value.GetString() },
                ("skip", JsonValueKind.Number) when member.Value.TryGetInt32(out var skip) && skip >= 0 => rule with { Skip = skip },
                ("times", JsonValueKind.Number) when member.Value.TryGetInt32(out var times) && times >= 0 => rule with { Times = times },
                ("with", JsonValueKind.Object) => rule with { Change = ReadChange(member.Value, errors) },
                ("key" or "model" or "path" or "skip" or "times" or "with", _) => Wrong(rule, errors, $"{member.Name}: has the wrong type or range"),
                _ => Wrong(rule, errors, $"{member.Name}: unknown member"),
            };
        }

        return rule;
    }

    public static object Show(ActiveRule rule) => new
    {
        id = rule.Id,
        key = Masked(rule.Rule.Key),
        model = rule.Rule.Model,
        path = rule.Rule.Path,
        skip = rule.Rule.Skip,
        times = rule.Rule.Times,
        hits = rule.Hits,
    };

    /// <summary>The end of a credential: enough to tell test keys apart.</summary>
    public static string? Masked(string? key) => key is null ? null : key.Length > 8 ? "…" + key[^4..] : "…";

    private static Func<SimulatedBehavior, SimulatedBehavior> ReadChange(JsonElement with, List<string> errors)
    {
        List<(string Name, string Value)> directives = [];
        foreach (var member in with.EnumerateObject())
        {
            var value = member.Value.ValueKind == JsonValueKind.Number
                ? member.Value.GetDouble().ToString(CultureInfo.InvariantCulture)
                : member.Value.ToString().ToLowerInvariant() is "true" or "false" ? member.Value.ToString().ToLowerInvariant() : member.Value.ToString();
            if (Directives.TryApply(SimulatedBehavior.Plain, member.Name, value, out var error) is null)
            {
                errors.Add($"with.{member.Name}: {error}");
            }

            directives.Add((member.Name, value));
        }

        return behavior => directives.Aggregate(behavior, (changed, directive) => Directives.TryApply(changed, directive.Name, directive.Value, out _) ?? changed);
    }

    private static SimulatorRule Wrong(SimulatorRule rule, List<string> errors, string error)
    {
        errors.Add(error);
        return rule;
    }
}
