using System.Text.Json;
using System.Text.RegularExpressions;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>guardrail.regex</c>: refuses, masks or counts what matches regular expressions in the texts of requests and responses.</summary>
public sealed class Guardrail : ModuleDefinition<GuardrailConfig>
{
    /// <summary>Most rules of a module.</summary>
    public const int MaxRules = 100;

    /// <summary>Longest pattern in characters.</summary>
    public const int MaxPatternLength = 2_000;

    // Matching takes linear time, so what takes long is a long text or a machine that has no time; the latter must fail no request before it is hopeless.
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public override string Name => "guardrail.regex";

    /// <inheritdoc />
    public override string Description => "Blocks, masks or counts what regular expressions find in the texts of requests and responses.";

    /// <summary>The expression of <paramref name="rule"/>: in linear time, and for no longer than <paramref name="timeout"/>.</summary>
    /// <exception cref="ArgumentException">The pattern is none, or needs backtracking.</exception>
    public static Regex Compile(GuardrailRule rule, TimeSpan timeout) => new(
        rule.Pattern,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | (rule.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None),
        timeout);

    /// <inheritdoc />
    protected override GuardrailConfig ReadConfig(JsonFields fields)
    {
        var timeout = fields.Duration("timeout", UsualTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        var rules = new List<GuardrailRule>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (itemName, item) in fields.List("rules", MaxRules))
        {
            var rule = Rule(fields.Nested(itemName, item));
            if (rule.Name.Length > 0 && !names.Add(rule.Name))
            {
                fields.Fault($"{itemName}.name", $"'{rule.Name}' is in rules twice.");
            }

            rules.Add(rule);
        }

        return new GuardrailConfig(rules, timeout, fields.Whole("maxResponseBytes", 1 << 20, 1_024, 33_554_432));
    }

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, GuardrailConfig config)
    {
        writer.WriteStartArray("rules");
        foreach (var rule in config.Rules)
        {
            writer.WriteStartObject();
            writer.WriteString("name", rule.Name);
            writer.WriteString("pattern", rule.Pattern);
            writer.WriteString("action", rule.Action switch
            {
                GuardrailAction.Mask => "mask",
                GuardrailAction.Monitor => "monitor",
                _ => "block",
            });
            writer.WriteString("on", rule.Side switch
            {
                GuardrailSide.Request => "request",
                GuardrailSide.Response => "response",
                _ => "both",
            });
            writer.WriteBoolean("ignoreCase", rule.IgnoreCase);
            writer.WriteString("replacement", rule.Replacement);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("timeout", Durations.Format(config.Timeout));
        writer.WriteNumber("maxResponseBytes", config.MaxResponseBytes);
    }

    private static GuardrailRule Rule(JsonFields fields)
    {
        var rule = new GuardrailRule(
            Required(fields, "name", 64),
            Required(fields, "pattern", MaxPatternLength),
            fields.Choice("action", GuardrailAction.Block, ("block", GuardrailAction.Block), ("mask", GuardrailAction.Mask), ("monitor", GuardrailAction.Monitor)),
            fields.Choice("on", GuardrailSide.Request, ("request", GuardrailSide.Request), ("response", GuardrailSide.Response), ("both", GuardrailSide.Both)),
            fields.Flag("ignoreCase", false),
            fields.Text("replacement", 256) ?? "[masked]");
        fields.Finish();
        if (rule.Pattern.Length > 0 && PatternFault(rule) is { } fault)
        {
            fields.Fault("pattern", fault);
        }

        return rule;
    }

    private static string Required(JsonFields fields, string name, int maxLength)
    {
        var before = fields.Faults.Count;
        var text = fields.Text(name, maxLength) ?? "";
        if (text.Length == 0 && fields.Faults.Count == before)
        {
            fields.Fault(name, "Is required.");
        }

        return text;
    }

    private static string? PatternFault(GuardrailRule rule)
    {
        try
        {
            // A pattern that matches nothing but the empty text would match everywhere.
            return Compile(rule, UsualTimeout).IsMatch("") ? "Matches an empty text, and so every text." : null;
        }
        catch (RegexParseException fault)
        {
            return $"Is no regular expression: {fault.Error} at character {fault.Offset}.";
        }
        catch (Exception fault) when (fault is NotSupportedException or RegexMatchTimeoutException)
        {
            return "Needs backtracking, or far too many states; look-arounds, back references and large counts are not supported.";
        }
    }
}
