using System.Text.RegularExpressions;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Modules.Telemetry;
using Switchyard.Gateway.Modules.Texts;
using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;

namespace Switchyard.Gateway.Modules.Types;

/// <summary><c>guardrail.regex</c> at work.</summary>
internal sealed class GuardrailModule(IModuleType type, ModuleConfig module, GuardrailConfig config, ModuleInstruments instruments) : ShippedModule(type), IRequestModule, IBodyModule, IStreamModule
{
    private readonly GuardrailPattern[] _ofRequests = Patterns(config, GuardrailSide.Request);
    private readonly GuardrailPattern[] _ofResponses = Patterns(config, GuardrailSide.Response);

    /// <inheritdoc />
    public override bool IsIdle => config.Rules.Count == 0;

    /// <inheritdoc />
    public bool MustSee => Array.Exists(_ofResponses, static pattern => pattern.Rule.Action != GuardrailAction.Monitor);

    /// <inheritdoc />
    public ValueTask<ModuleVerdict> OnRequestAsync(ModuleRequest request, CancellationToken cancellationToken)
    {
        if (_ofRequests.Length == 0)
        {
            return new(ModuleVerdict.Continue);
        }

        var body = request.Body.Span;
        var edits = new TextEdits();
        if (Judge(body, JsonTexts.OfRequest(body), _ofRequests, edits) is { } blocked)
        {
            return new(ModuleVerdict.Refuse(Failure.GuardrailBlocked(blocked)));
        }

        if (!edits.IsEmpty)
        {
            request.ReplaceBody(edits.Apply(body));
        }

        return new(ModuleVerdict.Continue);
    }

    /// <inheritdoc />
    public int Wants(ModuleRequest request) => _ofResponses.Length == 0 ? 0 : config.MaxResponseBytes;

    /// <inheritdoc />
    public ModuleVerdict OnBody(ModuleRequest request, ModuleBody body)
    {
        var bytes = body.Bytes.Span;
        var edits = new TextEdits();
        if (Judge(bytes, JsonTexts.OfAnswer(bytes), _ofResponses, edits) is { } blocked)
        {
            return ModuleVerdict.Refuse(Failure.GuardrailBlocked(blocked));
        }

        if (!edits.IsEmpty)
        {
            body.Replace(edits.Apply(bytes));
        }

        return ModuleVerdict.Continue;
    }

    /// <inheritdoc />
    public ModuleVerdict OnEvent(ModuleRequest request, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (_ofResponses.Length == 0)
        {
            return ModuleVerdict.Continue;
        }

        if (!request.TryGet<GuardrailStream>(this, out var stream))
        {
            request.Keep(this, stream = new GuardrailStream());
        }

        foreach (var (part, added) in StreamTexts.Of(request.Format, data))
        {
            var text = stream.With(part, added);
            foreach (var (rule, expression) in _ofResponses)
            {
                if (!expression.IsMatch(text))
                {
                    continue;
                }

                if (rule.Action != GuardrailAction.Monitor)
                {
                    // What would have to be masked has partly gone already: the safe reading of mask is to stop.
                    instruments.Matched(module.Name, rule.Name, "block");
                    return ModuleVerdict.Refuse(Failure.GuardrailBlocked(rule.Name));
                }

                if (stream.Counted.Add(rule.Name))
                {
                    instruments.Matched(module.Name, rule.Name, "monitor");
                }
            }

            stream.Keep(part, text);
        }

        return ModuleVerdict.Continue;
    }

    private static GuardrailPattern[] Patterns(GuardrailConfig config, GuardrailSide side) =>
        [.. config.Rules.Where(rule => rule.Side.HasFlag(side)).Select(rule => new GuardrailPattern(rule, Ready(rule, config.Timeout)))];

    // The first match has the runtime compile the engine for the pattern, which on a busy machine takes longer than a match may: no request is to wait for that, let alone fail by it.
    private static Regex Ready(GuardrailRule rule, TimeSpan timeout)
    {
        foreach (var match in Guardrail.Compile(rule, Regex.InfiniteMatchTimeout).EnumerateMatches("a Z 0 _ - @ . é"))
        {
            _ = match.Length;
        }

        return Guardrail.Compile(rule, timeout);
    }

    // The name of the rule that refuses, or null with what is to be masked in edits.
    private string? Judge(ReadOnlySpan<byte> document, List<Range> texts, GuardrailPattern[] patterns, TextEdits edits)
    {
        var text = new MappedText();
        foreach (var range in texts)
        {
            text.Read(document[range], range.Start.Value);
            foreach (var (rule, expression) in patterns)
            {
                var found = false;
                foreach (var match in expression.EnumerateMatches(text.Characters))
                {
                    found = true;
                    if (rule.Action != GuardrailAction.Mask)
                    {
                        break;
                    }

                    edits.Replace(text.BytesOf(match.Index, match.Length), rule.Replacement);
                }

                if (found)
                {
                    instruments.Matched(module.Name, rule.Name, NameOf(rule.Action));
                    if (rule.Action == GuardrailAction.Block)
                    {
                        return rule.Name;
                    }
                }
            }
        }

        return null;
    }

    private static string NameOf(GuardrailAction action) => action switch
    {
        GuardrailAction.Mask => "mask",
        GuardrailAction.Monitor => "monitor",
        _ => "block",
    };
}
