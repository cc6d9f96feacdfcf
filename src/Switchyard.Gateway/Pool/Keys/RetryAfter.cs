using System.Globalization;
using System.Net.Http.Headers;

namespace Switchyard.Gateway.Pool.Keys;

/// <summary>Reads how long an upstream asks to be left alone: <c>retry-after-ms</c>, else <c>Retry-After</c> in seconds or as an HTTP date (RFC 9110 §10.2.3).</summary>
internal static class RetryAfter
{
    private const double Longest = 366 * 24 * 3600d;

    /// <summary>The wait, or null when the answer names none that can be read. An HTTP date is measured against the answer's own <c>Date</c>, so that neither clock matters; only without one against <paramref name="utcNow"/>.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset utcNow)
    {
        if (Number(headers, "retry-after-ms") is { } milliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        if (Number(headers, "Retry-After") is { } seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (headers.NonValidated.TryGetValues("Retry-After", out var values)
            && DateTimeOffset.TryParseExact(values.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            var wait = at - (headers.Date ?? utcNow);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        return null;
    }

    private static double? Number(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values)
        && double.TryParse(values.ToString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
        && number is >= 0 and <= Longest
            ? number
            : null;
}
