using System.Text.Json;
using System.Text.RegularExpressions;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Gateways;

/// <summary>Names and values that describe a gateway, or that something asks of one. Immutable and compared by value; sorted by name.</summary>
public sealed partial class Labels : IEquatable<Labels>
{
    /// <summary>Most labels of one set.</summary>
    public const int MaxCount = 16;

    /// <summary>Longest name and longest value.</summary>
    public const int MaxLength = 63;

    private readonly SortedDictionary<string, string> _pairs;

    private Labels(SortedDictionary<string, string> pairs) => _pairs = pairs;

    /// <summary>No labels. As a selector it fits every gateway.</summary>
    public static Labels None { get; } = new(new SortedDictionary<string, string>(StringComparer.Ordinal));

    /// <summary>The pairs, sorted by name.</summary>
    public IReadOnlyDictionary<string, string> Pairs => _pairs;

    /// <summary>Makes a set of pairs that <see cref="Check"/> found nothing wrong with.</summary>
    public static Labels Of(IEnumerable<KeyValuePair<string, string>> pairs) => new(new SortedDictionary<string, string>(pairs.ToDictionary(), StringComparer.Ordinal));

    /// <summary>Reads what <see cref="ToJson"/> wrote; null and anything that is not an object of texts is <see cref="None"/>.</summary>
    public static Labels Parse(string? json)
    {
        try
        {
            return json is null ? None : Of(JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []);
        }
        catch (JsonException)
        {
            // The row was altered by hand; what it says can not be honoured and must not stop the others.
            return None;
        }
    }

    /// <summary>Adds what is wrong with <paramref name="pairs"/> to <paramref name="faults"/>, under <paramref name="field"/>.</summary>
    public static void Check(IReadOnlyDictionary<string, string> pairs, string field, FaultList faults)
    {
        if (pairs.Count > MaxCount)
        {
            faults.Add(field, $"At most {MaxCount} labels; these are {pairs.Count}.");
        }

        foreach (var (name, value) in pairs)
        {
            if (name.Length is 0 or > MaxLength || !NamePattern().IsMatch(name))
            {
                faults.Add($"{field}.{name}", $"A label's name has 1 to {MaxLength} characters: lower-case letters, digits, and in between also . _ / -");
            }

            if (value.Length is 0 or > MaxLength || value.Any(char.IsControl))
            {
                faults.Add($"{field}.{name}", $"A label's value has 1 to {MaxLength} characters and no control characters.");
            }
        }
    }

    /// <summary>Whether <paramref name="gateway"/> has every pair of this selector.</summary>
    public bool Fit(Labels gateway) => _pairs.All(pair => gateway._pairs.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>The JSON object of the pairs, sorted: equal labels give equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(_pairs);

    /// <inheritdoc />
    public bool Equals(Labels? other) => other is not null && _pairs.SequenceEqual(other._pairs);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Labels);

    /// <inheritdoc />
    public override int GetHashCode() => _pairs.Aggregate(_pairs.Count, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <inheritdoc />
    public override string ToString() => string.Join(',', _pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9._/-]*[a-z0-9])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
