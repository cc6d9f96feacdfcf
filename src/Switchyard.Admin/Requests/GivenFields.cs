using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Requests;

/// <summary>Reads members of a PATCH, where absent and null differ.</summary>
internal static class GivenFields
{
    public static Optional<string> GivenText(this JsonFields fields, string name, int maxLength) =>
        fields.Names.Contains(name) ? new Optional<string>(fields.Text(name, maxLength)) : default;

    /// <summary>A text that need not be there: an empty one, as forms send it, takes it away as null does.</summary>
    public static Optional<string> GivenTextOrNone(this JsonFields fields, string name, int maxLength)
    {
        var given = fields.GivenText(name, maxLength);
        return given.Value is "" ? new Optional<string>(null) : given;
    }

    public static Optional<bool?> GivenFlag(this JsonFields fields, string name) =>
        fields.Names.Contains(name) ? new Optional<bool?>(fields.OptionalFlag(name)) : default;

    public static Optional<DateTimeOffset?> GivenInstant(this JsonFields fields, string name) =>
        fields.Names.Contains(name) ? new Optional<DateTimeOffset?>(fields.Instant(name)) : default;

    public static Optional<IReadOnlyList<string>> GivenTexts(this JsonFields fields, string name, int maxCount, int maxLength) =>
        fields.Names.Contains(name) ? new Optional<IReadOnlyList<string>>(fields.Texts(name, maxCount, maxLength)) : default;

    /// <summary>A text that must be there.</summary>
    public static string? RequiredText(this JsonFields fields, string name, int maxLength)
    {
        var before = fields.Faults.Count;
        var text = fields.Text(name, maxLength);
        if (text is null && fields.Faults.Count == before)
        {
            fields.Fault(name, "Is required.");
        }

        return text;
    }

    /// <summary>A truth value, or null when absent or null.</summary>
    public static bool? OptionalFlag(this JsonFields fields, string name)
    {
        if (!fields.TryTake(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        fields.Fault(name, "Must be true or false.");
        return null;
    }

    /// <summary>An id, or null when absent, null or malformed (which is a fault).</summary>
    public static Guid? OptionalId(this JsonFields fields, string name)
    {
        if (fields.Text(name, 64) is not { } text)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var id))
        {
            return id;
        }

        fields.Fault(name, "Must be a UUID.");
        return null;
    }

    /// <summary>Takes members that an answer shows and a request may send back unchanged; they decide nothing.</summary>
    public static void Ignore(this JsonFields fields, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            fields.TryTake(name, out _);
        }
    }
}
