using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>A file as JSON, which the same readers understand as the API's bodies, with the place of every path.</summary>
internal sealed class FileDocument
{
    // A long name around a long list would otherwise be kept once for each of its items.
    private const int MostPathCharacters = 16 << 20;

    private readonly Dictionary<string, FilePlace> _places = [];
    private readonly FileFaults _faults;
    private int _pathCharacters;

    public FileDocument(FileNode root, FileFaults faults)
    {
        _faults = faults;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = YamlTree.MaxDepth + 1 }))
        {
            Write(writer, root, "");
        }

        _places[""] = root.Place;
        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = YamlTree.MaxDepth + 1 });
        Root = JsonElement.ParseValue(ref reader);
    }

    /// <summary>The content.</summary>
    public JsonElement Root { get; }

    /// <summary>The place of <paramref name="path"/>, or of the nearest object around it when the path is of something that is missing.</summary>
    public FilePlace PlaceOf(string path)
    {
        while (true)
        {
            if (_places.TryGetValue(path, out var place))
            {
                return place;
            }

            path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)];
        }
    }

    /// <summary>Adds the faults that readers found, each with its place. A value that could not even be made (a variable without a value) is named once, not for what it then lacks; one that nobody knows is not judged.</summary>
    public void Report(FaultList faults)
    {
        var broken = _faults.All.Where(fault => fault.Path.Length > 0).Select(fault => fault.Path)
            .Concat(_faults.Unknown.Select(reference => reference.Path))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var fault in faults.Where(fault => !broken.Contains(fault.Field)))
        {
            _faults.Add(PlaceOf(fault.Field), fault.Field, fault.Detail);
        }
    }

    private void Write(Utf8JsonWriter writer, FileNode node, string path)
    {
        switch (node)
        {
            case FileMap map:
                writer.WriteStartObject();
                foreach (var member in map.Members)
                {
                    var memberPath = Below(path, path.Length == 0 ? "" : ".", member.Name, member.Place);
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, memberPath);
                }

                writer.WriteEndObject();
                break;
            case FileList list:
                writer.WriteStartArray();
                for (var i = 0; i < list.Items.Count; i++)
                {
                    var itemPath = Below(path, "", string.Create(CultureInfo.InvariantCulture, $"[{i}]"), list.Items[i].Place);
                    Write(writer, list.Items[i], itemPath);
                }

                writer.WriteEndArray();
                break;
            case FileScalar { Kind: FileScalarKind.Null }:
                writer.WriteNullValue();
                break;
            case FileScalar { Kind: FileScalarKind.Truth } truth:
                writer.WriteBooleanValue(truth.Text[0] is 't' or 'T');
                break;
            case FileScalar { Kind: FileScalarKind.Number } number:
                writer.WriteRawValue(number.Text);
                break;
            case FileScalar text:
                if (text.Unknown is { } variable)
                {
                    // Here and not where it was read: an alias is the same value at another path.
                    _faults.NotJudged(new UnknownReference(variable, text.Place.Line, text.Place.Column, path));
                }

                writer.WriteStringValue(text.Text);
                break;
            default:
                throw new InvalidOperationException("Unknown node.");
        }
    }

    // Where there are too many, whatever is within has the path of what it is in, and with it that place.
    private string Below(string path, string between, string own, FilePlace place)
    {
        if (path.Length + own.Length > MostPathCharacters - _pathCharacters)
        {
            _pathCharacters = MostPathCharacters;
            return path;
        }

        _pathCharacters += path.Length + own.Length;
        var below = string.Concat(path, between, own);
        _places[below] = place;
        return below;
    }
}
