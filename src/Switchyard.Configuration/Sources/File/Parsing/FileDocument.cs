using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>A file as JSON, which the same readers understand as the API's bodies, with the place of every path.</summary>
internal sealed class FileDocument
{
    private readonly FileNode _root;
    private readonly FileFaults _faults;
    private readonly Dictionary<string, FileMember> _sections;
    private PlaceIndex? _places;

    public FileDocument(FileNode root, FileFaults faults)
    {
        (_root, _faults) = (root, faults);
        _sections = (root as FileMap)?.Members.ToDictionary(static member => member.Name, StringComparer.Ordinal) ?? [];
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = YamlTree.MaxDepth + 1 }))
        {
            Write(writer, root, new NodePath());
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = YamlTree.MaxDepth + 1 });
        Root = JsonElement.ParseValue(ref reader);
    }

    /// <summary>The content.</summary>
    public JsonElement Root { get; }

    /// <summary>The place of <paramref name="path"/>, or of the nearest object around it when the path is of something that is missing.</summary>
    public FilePlace PlaceOf(string path) => PlaceOfObject(path) ?? (_places ??= new PlaceIndex(_root)).PlaceOf(path);

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

    /// <summary>The place of a section or of an object in one (<c>modules[3]</c>), which is asked for each of them, faulty or not.</summary>
    private FilePlace? PlaceOfObject(string path)
    {
        var bracket = path.IndexOf('[', StringComparison.Ordinal);
        if (!_sections.TryGetValue(bracket < 0 ? path : path[..bracket], out var section))
        {
            return null;
        }

        if (bracket < 0)
        {
            return section.Place;
        }

        return section.Value is FileList list && path[^1] == ']' && int.TryParse(path.AsSpan(bracket + 1)[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count
            ? list.Items[index].Place
            : null;
    }

    private void Write(Utf8JsonWriter writer, FileNode node, NodePath path)
    {
        switch (node)
        {
            case FileMap map:
                writer.WriteStartObject();
                foreach (var member in map.Members)
                {
                    writer.WritePropertyName(member.Name);
                    path.Enter(member.Name);
                    Write(writer, member.Value, path);
                    path.Leave();
                }

                writer.WriteEndObject();
                break;
            case FileList list:
                writer.WriteStartArray();
                for (var i = 0; i < list.Items.Count; i++)
                {
                    path.Enter(i);
                    Write(writer, list.Items[i], path);
                    path.Leave();
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
                    _faults.NotJudged(new UnknownReference(variable, text.Place.Line, text.Place.Column, path.ToString()));
                }

                writer.WriteStringValue(text.Text);
                break;
            default:
                throw new InvalidOperationException("Unknown node.");
        }
    }
}
