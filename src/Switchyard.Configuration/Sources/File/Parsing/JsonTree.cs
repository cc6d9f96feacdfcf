using System.Text;
using System.Text.Json;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Builds the tree of a JSON file (RFC 8259, no comments).</summary>
internal sealed class JsonTree
{
    private readonly byte[] _utf8;
    private readonly List<int> _lineStarts = [0];
    private readonly NodePath _path = new();
    private readonly ScalarReader _scalars;
    private readonly FileFaults _faults;

    // The last place that was told; the next one is mostly a little further on the same line, which may be the only one of a large file.
    private (int Line, int Offset, int Column) _last = (0, 0, 1);

    private JsonTree(byte[] utf8, ScalarReader scalars, FileFaults faults)
    {
        _utf8 = utf8;
        _scalars = scalars;
        _faults = faults;
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == (byte)'\n')
            {
                _lineStarts.Add(i + 1);
            }
        }
    }

    /// <summary>The root of <paramref name="text"/>, or null after a fault.</summary>
    public static FileNode? Parse(string text, ScalarReader scalars, FileFaults faults)
    {
        var tree = new JsonTree(Encoding.UTF8.GetBytes(text), scalars, faults);
        var reader = new Utf8JsonReader(tree._utf8, new JsonReaderOptions { MaxDepth = YamlTree.MaxDepth });
        try
        {
            reader.Read();
            var root = tree.Node(ref reader);

            // A second value after the first makes this throw.
            reader.Read();
            return root;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The reader's own message would repeat what stands there, which may be half a secret.
            faults.Add(tree.PlaceAt(Math.Max(reader.BytesConsumed, reader.TokenStartIndex)), "", $"Is not valid JSON here, or nested deeper than {YamlTree.MaxDepth} levels.");
            return null;
        }
    }

    private FileNode Node(ref Utf8JsonReader reader)
    {
        var place = PlaceAt(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Map(ref reader, place);
            case JsonTokenType.StartArray:
                var items = new List<FileNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    _path.Enter(items.Count);
                    items.Add(Node(ref reader));
                    _path.Leave();
                }

                return new FileList(place, items);
            case JsonTokenType.String:
                return _scalars.Read(place, _path, reader.GetString()!, isPlain: false) with { Extent = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed) };
            case JsonTokenType.Null:
                return new FileScalar(place, "", FileScalarKind.Null);
            default:
                var text = Encoding.UTF8.GetString(reader.ValueSpan);
                return new FileScalar(place, text, reader.TokenType == JsonTokenType.Number ? FileScalarKind.Number : FileScalarKind.Truth);
        }
    }

    private FileMap Map(ref Utf8JsonReader reader, FilePlace place)
    {
        var members = new MapMembers();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (name, namePlace) = (reader.GetString()!, PlaceAt(reader.TokenStartIndex));
            reader.Read();
            _path.Enter(name);
            if (!members.TryAdd(new FileMember(name, namePlace, Node(ref reader))))
            {
                _faults.Add(namePlace, _path, "Is given twice.");
            }

            _path.Leave();
        }

        return new FileMap(place, members.All);
    }

    private FilePlace PlaceAt(long offset)
    {
        var at = (int)Math.Min(offset, _utf8.Length);
        var line = _lineStarts.BinarySearch(at);
        line = line < 0 ? ~line - 1 : line;
        var (from, column) = _last.Line == line && _last.Offset <= at ? (_last.Offset, _last.Column) : (_lineStarts[line], 1);
        _last = (line, at, column + Encoding.UTF8.GetCharCount(_utf8, from, at - from));
        return new FilePlace(line + 1, _last.Column);
    }
}
