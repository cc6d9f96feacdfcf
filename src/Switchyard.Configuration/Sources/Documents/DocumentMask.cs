using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parsing;
using Switchyard.Model.Secrets;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>
/// Masks the secrets in the text of a document for those who read it, and puts them back when the text returns with the mask still in their place: reading a document, changing a line and writing it again
/// changes no secret. Everything else, comments included, stays as it was written.
/// </summary>
public static partial class DocumentMask
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text with every secret masked. A value that consists of references to variables is none and stays.</summary>
    /// <returns>The masked text; null when the text can not be read, and then nothing of it may be shown.</returns>
    public static DocumentText? Mask(DocumentText document)
    {
        var faults = new FileFaults("");
        var places = SecretPlace.In(Parse(document, faults));
        return faults.IsEmpty
            ? Replace(document, places.Where(place => !References().IsMatch(place.Value.Written)).Select(place => (place.Value, SecretMask.Of(place.Value.Written))))
            : null;
    }

    /// <summary>The text with every mask replaced by the secret that it stands for in <paramref name="former"/>: the one of the same object and field that is masked alike, at the same place if it is still there.</summary>
    /// <param name="name">Name of the document, for faults.</param>
    /// <param name="sent">The text as it came.</param>
    /// <param name="former">The text as it is stored, or null without one.</param>
    /// <returns>The text to store, and masks that stand for nothing or for several secrets.</returns>
    public static (DocumentText Text, IReadOnlyList<ConfigurationFault> Faults) Unmask(string name, DocumentText sent, DocumentText? former)
    {
        var masked = SecretPlace.In(Parse(sent, new FileFaults(name))).Where(place => SecretMask.LooksMasked(place.Value.Written)).ToArray();
        if (masked.Length == 0)
        {
            return (sent, []);
        }

        var known = former is null ? [] : SecretPlace.In(Parse(former, new FileFaults(name)));
        var (faults, found) = (new List<ConfigurationFault>(), new List<(FileScalar, string)>());
        foreach (var place in masked)
        {
            var alike = known.Where(other => other.Owner == place.Owner && other.Field == place.Field && SecretMask.Of(other.Value.Written) == place.Value.Written).ToArray();
            var same = alike.FirstOrDefault(other => other.Index == place.Index) ?? (alike.DistinctBy(other => other.Value.Written).Count() == 1 ? alike[0] : null);
            if (same is null)
            {
                faults.Add(new ConfigurationFault(
                    $"document {name}", place.Value.Place.Line, place.Value.Place.Column, place.Path, "Is a masked value, and the document has no such secret at this place; give the secret itself."));
            }
            else
            {
                found.Add((place.Value, same.Value.Written));
            }
        }

        return faults.Count > 0 ? (sent, faults) : (Replace(sent, found), []);
    }

    private static FileNode? Parse(DocumentText document, FileFaults faults)
    {
        var scalars = new ScalarReader(new Variables(environment: null, references: null, ""), faults);
        return document.Format == FileFormat.Json ? JsonTree.Parse(document.Text, scalars, faults) : YamlTree.Parse(document.Text, scalars, faults);
    }

    private static DocumentText Replace(DocumentText document, IEnumerable<(FileScalar Place, string Value)> values)
    {
        // From the end, so that the places before it stay where they are.
        var ordered = values.OrderByDescending(value => value.Place.Extent.Start);
        if (document.Format == FileFormat.Json)
        {
            var bytes = new List<byte>(Encoding.UTF8.GetBytes(document.Text));
            foreach (var (place, value) in ordered)
            {
                bytes.RemoveRange(place.Extent.Start, place.Extent.End - place.Extent.Start);
                bytes.InsertRange(place.Extent.Start, JsonSerializer.SerializeToUtf8Bytes(value, Plain));
            }

            return document with { Text = Encoding.UTF8.GetString([.. bytes]) };
        }

        var text = new StringBuilder(document.Text);
        foreach (var (place, value) in ordered)
        {
            var written = document.Text[place.Extent.Start..place.Extent.End];
            // What follows a block or a plain value up to the next token, and an anchor before it, is not the value.
            var end = written.TrimEnd().Length;
            var start = written.StartsWith('&') ? written.IndexOfAny([' ', '\t', '\r', '\n']) : 0;
            start += written[start..end].Length - written[start..end].TrimStart().Length;
            text.Remove(place.Extent.Start + start, end - start).Insert(place.Extent.Start + start, Quoted(value));
        }

        return document with { Text = text.ToString() };
    }

    // A JSON string is a YAML double-quoted scalar, and holds any character.
    private static string Quoted(string value) =>
        value.Any(char.IsControl) ? JsonSerializer.Serialize(value, Plain) : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^(\$\{[A-Za-z_][A-Za-z0-9_]*\})+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex References();
}
