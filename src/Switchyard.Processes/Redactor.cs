using Switchyard.Model.Secrets;

namespace Switchyard.Processes;

/// <summary>Replaces every credential of a child by <c>***</c> in what it writes. Values of fewer than four characters are left: replacing them would destroy the text and hide nothing.</summary>
public sealed class Redactor
{
    /// <summary>Knows no secret.</summary>
    public static readonly Redactor None = new([]);

    private const int Shortest = 4;

    private volatile string[] _values;

    /// <summary>Knows the values, and each line of those that have several: text arrives line by line.</summary>
    public Redactor(IEnumerable<Secret> secrets)
    {
        // The longest first, so that no value is cut apart by another that is part of it.
        _values =
        [
            .. secrets.Select(static secret => secret.Reveal())
                .SelectMany(static value => value.Contains('\n', StringComparison.Ordinal) ? value.Split('\n', StringSplitOptions.TrimEntries).Prepend(value) : [value])
                .Where(static value => value.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(static value => value.Length),
        ];
    }

    /// <summary>Knows one more from now on. Never call it on <see cref="None"/>.</summary>
    public void Add(Secret secret)
    {
        var values = _values;
        if (secret.Length >= Shortest && !values.Contains(secret.Reveal(), StringComparer.Ordinal))
        {
            // Of two at once both are meant to stay; the secrets of one connection come one after the other.
            _values = [.. values.Append(secret.Reveal()).OrderByDescending(static value => value.Length)];
        }
    }

    /// <summary>Length of the longest value in UTF-16 code units, 0 for none.</summary>
    public int Longest => _values is [var longest, ..] ? longest.Length : 0;

    /// <summary>The text without secrets.</summary>
    public string Redact(string text)
    {
        foreach (var value in _values)
        {
            text = text.Replace(value, "***", StringComparison.Ordinal);
        }

        return text;
    }
}
