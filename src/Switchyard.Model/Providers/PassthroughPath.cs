namespace Switchyard.Model.Providers;

/// <summary>The rule for entries of <c>settings.passthrough</c>: an absolute path, normalised, with at most one <c>*</c> at its end.</summary>
public static class PassthroughPath
{
    /// <summary>Null when <paramref name="path"/> may stand in the list, else what is wrong with it.</summary>
    public static string? Fault(string path)
    {
        if (!path.StartsWith('/'))
        {
            return "A path begins with a slash.";
        }

        var fixedPart = path.EndsWith('*') ? path.AsSpan(0, path.Length - 1) : path;
        if (fixedPart.ContainsAny('*', '?', '#') || fixedPart.ContainsAny('\\', '%', ' '))
        {
            return "A path has no query, fragment, escape or white space, and a * only at its end.";
        }

        if (fixedPart.Contains("//", StringComparison.Ordinal))
        {
            return "A path has no empty segments.";
        }

        foreach (var segment in fixedPart.Split('/'))
        {
            if (fixedPart[segment] is "." or "..")
            {
                return "A path has no dot segments.";
            }
        }

        return null;
    }
}
