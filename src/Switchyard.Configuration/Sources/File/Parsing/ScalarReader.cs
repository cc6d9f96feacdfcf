using System.Text.RegularExpressions;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Makes scalars: expands variables and tells text from numbers.</summary>
internal sealed partial class ScalarReader(Variables variables, FileFaults faults)
{
    /// <summary>
    /// Reads one scalar. A plain one may be a number, a truth value or null. An expanded one, quoted or not, may be a number or a truth value, so that <c>${LIMIT}</c> can stand where one
    /// is wanted (JSON has to quote it), but never null. A field that wants text takes a number as it was spelled.
    /// </summary>
    public FileScalar Read(FilePlace place, NodePath path, string written, bool isPlain) => Expanded(place, path, written, isPlain) with { Written = written };

    /// <summary>Whether every surrogate of <paramref name="text"/> has its partner.</summary>
    public static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private FileScalar Expanded(FilePlace place, NodePath path, string written, bool isPlain)
    {
        var text = variables.Expand(written, out var expanded, out var unknown, out var fault);
        if (text is null)
        {
            faults.Add(place, path, fault!);
            return new FileScalar(place, "", FileScalarKind.Null);
        }

        if (unknown is not null)
        {
            return new FileScalar(place, text, FileScalarKind.Text) { Unknown = unknown };
        }

        if (!IsUnicode(text))
        {
            faults.Add(place, path, "Is not valid Unicode.");
            text = "";
        }

        return new FileScalar(place, text, isPlain || expanded ? KindOf(text, expanded) : FileScalarKind.Text);
    }

    private static FileScalarKind KindOf(string text, bool expanded) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" when !expanded => FileScalarKind.Null,
        "true" or "false" => FileScalarKind.Truth,
        "True" or "TRUE" or "False" or "FALSE" when !expanded => FileScalarKind.Truth,
        _ => text.Length <= 40 && JsonNumber().IsMatch(text) ? FileScalarKind.Number : FileScalarKind.Text,
    };

    [GeneratedRegex("^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JsonNumber();
}
