using System.Collections.Frozen;
using System.Globalization;

namespace Switchyard.Simulator.Behaviors;

/// <summary>
/// The one vocabulary in which behaviour is asked for: as <c>x-sim-NAME: VALUE</c> headers, as <c>NAME-VALUE</c> pairs in a model's name, and as members
/// of a rule. Names ignore case and hyphens.
/// </summary>
/// <remarks>
/// <c>tokens</c> <c>input</c> <c>seed</c> <c>reasoning</c> <c>tools</c> <c>call</c> <c>callagain</c> <c>speak</c> · <c>cached</c> <c>cache5m</c> <c>cache1h</c> <c>audio</c> <c>accepted</c> <c>rejected</c> <c>websearch</c>
/// · <c>latency</c> (<c>50ms</c>, <c>10ms..50ms</c>, <c>50ms~0.5</c>) <c>cadence</c> ·
/// <c>fault</c> (a status 300…599, <c>reset</c>, <c>hang</c>, <c>cut</c>, <c>end</c>, <c>stall</c>, <c>error</c>, <c>failed</c>, <c>incomplete</c>, <c>malformed</c>, <c>huge</c>,
/// <c>unknown</c>, <c>redirect</c>) <c>after</c> (events) <c>afterbytes</c> <c>size</c> <c>retry</c> (<c>7</c>, <c>1500ms</c>, <c>date7</c>) <c>location</c> ·
/// <c>usage</c> <c>done</c> (<c>on</c>, <c>off</c>) · <c>eol</c> (<c>lf</c>, <c>crlf</c>, <c>cr</c>) <c>comments</c> <c>bom</c> <c>multiline</c> <c>chunk</c> (bytes) <c>pace</c> (time between chunks) <c>stamp</c>.
/// </remarks>
public static class Directives
{
    private delegate SimulatedBehavior? Apply(SimulatedBehavior behavior, string value);

    private static readonly FrozenDictionary<string, (string Wants, Apply Apply)> Known = new Dictionary<string, (string, Apply)>(StringComparer.OrdinalIgnoreCase)
    {
        ["tokens"] = Count((b, n) => b with { Tokens = n }),
        ["input"] = Count((b, n) => b with { InputTokens = n }),
        ["seed"] = ("a number", (b, v) => ulong.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? b with { Seed = n } : null),
        ["reasoning"] = Count((b, n) => b with { Reasoning = n }),
        ["tools"] = Count((b, n) => b with { ToolCalls = n }, 128),
        ["call"] = ("a name, with arguments behind it if there are any: files__read{\"path\":\"a\"}", (b, v) => Called(b, v)),
        ["callagain"] = Switch((b, on) => b with { CallsAgain = on }),
        ["speak"] = Switch((b, on) => b with { SpeaksFirst = on }),
        ["cached"] = Detail((d, n) => d with { Cached = n }),
        ["cache5m"] = Detail((d, n) => d with { CacheWrite5m = n }),
        ["cache1h"] = Detail((d, n) => d with { CacheWrite1h = n }),
        ["audio"] = Detail((d, n) => d with { Audio = n }),
        ["accepted"] = Detail((d, n) => d with { AcceptedPrediction = n }),
        ["rejected"] = Detail((d, n) => d with { RejectedPrediction = n }),
        ["websearch"] = Detail((d, n) => d with { WebSearches = n }),
        ["latency"] = ("a latency such as 50ms, 10ms..50ms or 50ms~0.5", (b, v) => Latency.TryParse(v, out var latency) ? b with { Latency = latency } : null),
        ["cadence"] = Time((b, t) => b with { Cadence = t }),
        ["usage"] = Switch((b, on) => b with { ReportsUsage = on }),
        ["done"] = Switch((b, on) => b with { SendsTerminator = on }),
        ["fault"] = ("a status from 300 to 599 or the name of a fault", FaultNames.Apply),
        ["after"] = Count((b, n) => b with { Fault = b.Fault with { AfterEvents = n } }),
        ["afterbytes"] = Count((b, n) => b with { Fault = b.Fault with { AfterBytes = n } }, int.MaxValue),
        ["size"] = Count((b, n) => b with { Fault = b.Fault with { Size = n } }, 256 * 1024 * 1024),
        ["retry"] = ("seconds, NNNms or dateNN", (b, v) => RetryAfter.TryParse(v, out var retry) ? b with { Fault = b.Fault with { RetryAfter = retry } } : null),
        ["location"] = ("a URL", (b, v) => b with { Fault = b.Fault with { Location = v } }),
        ["eol"] = ("lf, crlf or cr", (b, v) => Enum.TryParse<LineEnding>(v, ignoreCase: true, out var eol) ? b with { Wire = b.Wire with { LineEnding = eol } } : null),
        ["comments"] = Count((b, n) => b with { Wire = b.Wire with { CommentEvery = n } }),
        ["bom"] = Switch((b, on) => b with { Wire = b.Wire with { ByteOrderMark = on } }),
        ["multiline"] = Switch((b, on) => b with { Wire = b.Wire with { MultiLine = on } }),
        ["chunk"] = Count((b, n) => b with { Wire = b.Wire with { ChunkBytes = n } }),
        ["pace"] = Time((b, t) => b with { Wire = b.Wire with { ChunkDelay = t } }),
        ["stamp"] = Switch((b, on) => b with { Wire = b.Wire with { Stamp = on } }),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Applies one directive.</summary>
    /// <param name="behavior">What to change.</param>
    /// <param name="name">The directive's name, with or without hyphens; a trailing <c>-ms</c> is dropped (<c>cadence-ms</c> is <c>cadence</c>).</param>
    /// <param name="value">Its value.</param>
    /// <param name="error">What is wrong, when the result is null.</param>
    /// <returns>The changed behaviour, or null when name or value is not understood.</returns>
    public static SimulatedBehavior? TryApply(SimulatedBehavior behavior, string name, string value, out string? error)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var key = name.EndsWith("-ms", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        if (!Known.TryGetValue(key.Replace("-", "", StringComparison.Ordinal), out var known))
        {
            error = $"unknown simulator directive '{name}'";
            return null;
        }

        var changed = known.Apply(behavior, value.Trim());
        error = changed is null ? $"simulator directive '{name}' wants {known.Wants}, not '{value}'" : null;
        return changed;
    }

    private static SimulatedBehavior? Called(SimulatedBehavior behavior, string value)
    {
        var brace = value.IndexOf('{', StringComparison.Ordinal);
        var (name, arguments) = brace < 0 ? (value, "{}") : (value[..brace], value[brace..]);
        return name.Length == 0 ? null : behavior with { Calls = [.. behavior.Calls, new SimulatedCall(name, arguments)] };
    }

    private static (string Wants, Apply Apply) Count(Func<SimulatedBehavior, int, SimulatedBehavior> change, int max = 10_000_000) =>
        ($"a whole number from 0 to {max}", (b, v) => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= max ? change(b, n) : null);

    private static (string Wants, Apply Apply) Detail(Func<TokenDetails, int, TokenDetails> change) =>
        Count((b, n) => b with { Details = change(b.Details, n) });

    private static (string Wants, Apply Apply) Time(Func<SimulatedBehavior, TimeSpan, SimulatedBehavior> change) =>
        ("a duration such as 5ms or 2s", (b, v) => Durations.TryParse(v, out var time) ? change(b, time) : null);

    private static (string Wants, Apply Apply) Switch(Func<SimulatedBehavior, bool, SimulatedBehavior> change) => ("on or off", (b, v) => v.ToLowerInvariant() switch
    {
        "on" or "true" or "1" => change(b, true),
        "off" or "false" or "0" => change(b, false),
        _ => null,
    });
}
