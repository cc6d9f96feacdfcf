using System.Text.Json;

namespace Switchyard.Model.Validation;

/// <summary>The kinds of value that a field of a <see cref="JsonFields"/> can have, apart from text: each takes its field and adds a fault when the value does not fit.</summary>
public static class JsonFieldValues
{
    /// <summary>A truth value, or <paramref name="fallback"/>.</summary>
    public static bool Flag(this JsonFields fields, string name, bool fallback)
    {
        if (!fields.TryTake(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        fields.Fault(name, $"Must be true or false, not {JsonFields.KindOf(value)}.");
        return fallback;
    }

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, or null when absent.</summary>
    public static long? Whole(this JsonFields fields, string name, long min, long max)
    {
        if (!fields.TryTake(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
        {
            fields.Fault(name, $"Must be a whole number from {min} to {max}.");
            return null;
        }

        if (number < min || number > max)
        {
            fields.Fault(name, $"Is {number}; it must be from {min} to {max}.");
            return null;
        }

        return number;
    }

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, or <paramref name="fallback"/>.</summary>
    public static int Whole(this JsonFields fields, string name, int fallback, int min, int max) => (int)(fields.Whole(name, min, max) ?? fallback);

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>, or null when absent.</summary>
    public static decimal? Number(this JsonFields fields, string name, decimal min, decimal max)
    {
        if (!fields.TryTake(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number) || number < min || number > max)
        {
            fields.Fault(name, $"Must be a number from {min} to {max}.");
            return null;
        }

        return number;
    }

    /// <summary>A list of numbers above <paramref name="over"/> and up to <paramref name="max"/>, or null when absent.</summary>
    public static IReadOnlyList<decimal>? Numbers(this JsonFields fields, string name, int maxCount, decimal over, decimal max)
    {
        if (!fields.TryTake(name, out var list))
        {
            return null;
        }

        var numbers = new List<decimal>();
        foreach (var (path, item) in fields.Items(name, list, maxCount))
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetDecimal(out var number) && number > over && number <= max)
            {
                numbers.Add(number);
            }
            else
            {
                fields.Fault(path, $"Must be a number above {over} and up to {max}.");
            }
        }

        return numbers;
    }

    /// <summary>A duration from <paramref name="min"/> to <paramref name="max"/>, or <paramref name="fallback"/>.</summary>
    public static TimeSpan Duration(this JsonFields fields, string name, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (!fields.TryTake(name, out var value))
        {
            return fallback;
        }

        var text = JsonFields.TextOf(value);
        if (!Durations.TryParse(text, out var duration))
        {
            if (text is ['-', .. var positive] && Durations.TryParse(positive, out var below))
            {
                fields.Fault(name, $"Is -{Durations.Format(below)}; it must be from {Durations.Format(min)} to {Durations.Format(max)}.");
                return fallback;
            }

            // The text itself is not repeated: it may be an expanded variable, and that a secret.
            fields.Fault(name, "Must be a duration such as 250ms, 30s, 15m, 2h or 60d.");
            return fallback;
        }

        if (duration < min || duration > max)
        {
            fields.Fault(name, $"Is {Durations.Format(duration)}; it must be from {Durations.Format(min)} to {Durations.Format(max)}.");
            return fallback;
        }

        return duration;
    }

    /// <summary>An instant in RFC 3339 form, or null when absent.</summary>
    public static DateTimeOffset? Instant(this JsonFields fields, string name)
    {
        if (!fields.TryTake(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var instant))
        {
            return instant.ToUniversalTime();
        }

        fields.Fault(name, "Must be an instant in RFC 3339 form, for example 2026-01-31T12:00:00Z.");
        return null;
    }

    /// <summary>One of <paramref name="choices"/> by its name, or <paramref name="fallback"/>.</summary>
    public static T Choice<T>(this JsonFields fields, string name, T fallback, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        if (!fields.TryTake(name, out var value))
        {
            return fallback;
        }

        var text = JsonFields.TextOf(value);
        var names = new List<string>();
        foreach (var choice in choices)
        {
            if (choice.Name == text)
            {
                return choice.Value;
            }

            names.Add(choice.Name);
        }

        fields.Fault(name, $"Must be one of {string.Join(", ", names)}.");
        return fallback;
    }
}
