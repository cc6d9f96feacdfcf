namespace Switchyard.Model.Bundles;

/// <summary>A pattern on names of tools, as in a shell: <c>*</c> is any text, <c>?</c> is any one character, everything else is itself. Upper and lower case differ.</summary>
public static class BundlePattern
{
    /// <summary>Longest pattern in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>Longest name in characters that a pattern can fit. Names come from servers and requests; with both bounded, a match takes at most a quarter of a million steps.</summary>
    public const int MaxNameLength = 1024;

    /// <summary>Whether <paramref name="pattern"/> is the whole <paramref name="name"/>. Takes no longer than their lengths multiplied; a name longer than <see cref="MaxNameLength"/> fits none.</summary>
    public static bool IsMatch(string pattern, string name)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > MaxNameLength)
        {
            return false;
        }

        var (at, read, star, mark) = (0, 0, -1, 0);
        while (read < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, mark) = (at++, read);
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == name[read]))
            {
                at++;
                read++;
            }
            else if (star >= 0)
            {
                // What follows the last star did not fit here: let the star take one character more.
                at = star + 1;
                read = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }
}
