namespace Switchyard.Model.Secrets;

/// <summary>The one way a secret is shown: <c>…</c> followed by at most its last four characters.</summary>
public static class SecretMask
{
    private const string Ellipsis = "…";

    /// <summary>Masks <paramref name="value"/>: last 4 characters if it has 20 or more, last 2 if it has 8 to 19, none otherwise.</summary>
    public static string Of(string value)
    {
        var shown = value.Length switch { >= 20 => 4, >= 8 => 2, _ => 0 };
        return string.Concat(Ellipsis, value.AsSpan(value.Length - shown));
    }

    /// <summary>Whether <paramref name="value"/> looks like an answer of <see cref="Of"/> sent back as if it were a key.</summary>
    public static bool LooksMasked(string value) => value.Contains(Ellipsis, StringComparison.Ordinal) || value.StartsWith("***", StringComparison.Ordinal);
}
