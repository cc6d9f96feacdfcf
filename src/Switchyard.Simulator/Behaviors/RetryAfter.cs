using System.Globalization;

namespace Switchyard.Simulator.Behaviors;

/// <summary>The forms in which providers say when to come back (RFC 9110 §10.2.3, and OpenAI's <c>retry-after-ms</c>).</summary>
public sealed record RetryAfter
{
    private readonly string _form;
    private readonly TimeSpan _delay;

    private RetryAfter(string form, TimeSpan delay)
    {
        _form = form;
        _delay = delay;
    }

    /// <summary><c>Retry-After: 7</c>.</summary>
    public static RetryAfter Seconds(int seconds) => new("seconds", TimeSpan.FromSeconds(seconds));

    /// <summary><c>retry-after-ms: 1500</c>.</summary>
    public static RetryAfter Milliseconds(int milliseconds) => new("milliseconds", TimeSpan.FromMilliseconds(milliseconds));

    /// <summary><c>Retry-After</c> with an HTTP date this far ahead of the simulator's clock.</summary>
    public static RetryAfter Date(TimeSpan ahead) => new("date", ahead);

    /// <summary>Reads <c>7</c> (seconds), <c>1500ms</c> (<c>retry-after-ms</c>) or <c>date7</c> (HTTP date in 7 s).</summary>
    public static bool TryParse(string text, out RetryAfter? retryAfter)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (form, digits) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.OrdinalIgnoreCase) => ("milliseconds", text[..^2]),
            _ when text.StartsWith("date", StringComparison.OrdinalIgnoreCase) => ("date", text[4..]),
            _ => ("seconds", text),
        };
        retryAfter = null;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
        {
            return false;
        }

        retryAfter = form == "milliseconds" ? Milliseconds(amount) : new RetryAfter(form, TimeSpan.FromSeconds(amount));
        return true;
    }

    internal (string Name, string Value) ToHeader(TimeProvider clock) => _form switch
    {
        "milliseconds" => ("retry-after-ms", _delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)),
        "date" => ("Retry-After", (clock.GetUtcNow() + _delay).ToString("R", CultureInfo.InvariantCulture)),
        _ => ("Retry-After", _delay.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
    };
}
