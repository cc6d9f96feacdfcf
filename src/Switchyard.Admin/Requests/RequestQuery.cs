using System.Globalization;
using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Problems;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Requests;

/// <summary>Reads query parameters strictly: each at most once, each value checked, each unknown one named.</summary>
internal sealed class RequestQuery(IQueryCollection query)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly FaultList _faults = [];

    public string? Text(string name)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out var values) || values.Count == 0)
        {
            return null;
        }

        if (values.Count > 1)
        {
            _faults.Add(name, "This parameter may be given once only.");
        }

        return values[0];
    }

    public bool Flag(string name)
    {
        var text = Text(name);
        if (text is null or "true" or "false")
        {
            return text == "true";
        }

        _faults.Add(name, "This must be true or false.");
        return false;
    }

    public int Integer(string name, int fallback, int min, int max)
    {
        var text = Text(name);
        if (text is null)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        _faults.Add(name, $"This must be a whole number from {min} to {max}.");
        return fallback;
    }

    public long? Number(string name)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        _faults.Add(name, "This must be a whole number, 0 or more.");
        return null;
    }

    public DateTimeOffset? Time(string name)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (TryParseTime(text, out var time))
        {
            return time;
        }

        _faults.Add(name, "This must be a time like 2026-01-31T12:00:00Z (RFC 3339).");
        return null;
    }

    public Guid? Id(string name)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var id))
        {
            return id;
        }

        _faults.Add(name, "This must be a UUID.");
        return null;
    }

    /// <summary>A duration like <c>30s</c> or <c>500ms</c>, at most <paramref name="max"/>.</summary>
    public TimeSpan? Duration(string name, TimeSpan max)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (Durations.TryParse(text, out var duration) && duration <= max)
        {
            return duration;
        }

        _faults.Add(name, $"This must be a duration like 500ms, 30s or 2m, at most {max.TotalSeconds:0}s.");
        return null;
    }

    /// <summary>One of <paramref name="allowed"/>, or null when absent.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        var text = Text(name);
        if (text is null || allowed.Contains(text))
        {
            return text;
        }

        _faults.Add(name, $"This must be one of: {string.Join(", ", allowed.ToArray())}.");
        return null;
    }

    /// <summary>Adds a fault found by the caller, for example two dates in the wrong order.</summary>
    public void Fault(string name, string detail) => _faults.Add(name, detail);

    /// <summary>Refuses the request (400) if anything was wrong, unknown parameters included.</summary>
    public void Finish()
    {
        foreach (var name in query.Keys)
        {
            if (!_known.Contains(name))
            {
                _faults.Add(name, _known.Count == 0 ? "This route takes no query parameters." : $"There is no such parameter. Known are: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }

        if (!_faults.IsEmpty)
        {
            throw new ProblemException(Problem.Invalid(_faults));
        }
    }

    internal static bool TryParseTime(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time);
}
