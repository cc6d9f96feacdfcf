using System.Text;
using System.Text.RegularExpressions;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>
/// Expands <c>${NAME}</c>, <c>${NAME:-default}</c> (the default also replaces an empty value) and <c>${file:PATH}</c> in values; <c>$$</c> is a dollar sign, a dollar sign before anything else is itself.
/// What was put in is never looked at again: neither for references nor for YAML.
/// </summary>
/// <param name="environment">
/// The value of a variable, or null when it is not set. Null in its place: no variable is looked up, a reference has its default, and one without a default stays as it is written and is told.
/// </param>
/// <param name="references">The content of a file that a value refers to, or null where that is not allowed.</param>
/// <param name="file">The file in which the values stand.</param>
internal sealed partial class Variables(Func<string, string?>? environment, FileReferenceResolver? references, string file)
{
    private const string FilePrefix = "file:";

    /// <summary>Expands <paramref name="text"/>; null with a fault when a reference is malformed or has no value.</summary>
    /// <param name="text">The value as written.</param>
    /// <param name="expanded">Whether anything was a reference.</param>
    /// <param name="unknown">The first variable that was not looked up, else null.</param>
    /// <param name="fault">What is wrong, else null.</param>
    public string? Expand(string text, out bool expanded, out string? unknown, out string? fault)
    {
        expanded = false;
        unknown = null;
        fault = null;
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (text[at] != '$' || next is not ('$' or '{'))
            {
                result.Append(text[at++]);
                continue;
            }

            if (next == '$')
            {
                result.Append('$');
                at += 2;
                continue;
            }

            var end = text.IndexOf('}', at);
            if (end < 0)
            {
                fault = "A reference ${… is not closed; a dollar sign itself is written $$.";
                return null;
            }

            expanded = true;
            if (Resolve(text[(at + 2)..end], ref unknown, out fault) is not { } value)
            {
                return null;
            }

            result.Append(value);
            at = end + 1;
        }

        return result.ToString();
    }

    private string? Resolve(string reference, ref string? unknown, out string? fault)
    {
        fault = null;
        if (reference.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            if (references is null)
            {
                fault = "References to files are for configuration files of a node only.";
                return null;
            }

            return references(file, reference[FilePrefix.Length..], out fault);
        }

        var separator = reference.IndexOf(":-", StringComparison.Ordinal);
        var name = separator < 0 ? reference : reference[..separator];
        if (!Name().IsMatch(name))
        {
            fault = "A reference is ${NAME}, ${NAME:-default} or ${file:PATH}; a name consists of letters, digits and underscores and does not begin with a digit.";
            return null;
        }

        if (environment is null && separator < 0)
        {
            unknown ??= name;
            return $"${{{name}}}";
        }

        var value = environment?.Invoke(name);
        if (separator >= 0 && string.IsNullOrEmpty(value))
        {
            return reference[(separator + 2)..];
        }

        if (value is null)
        {
            fault = $"The environment variable {name} is not set and has no default.";
        }

        return value;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
