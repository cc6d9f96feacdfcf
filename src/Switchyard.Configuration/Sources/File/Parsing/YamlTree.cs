using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Scalar = YamlDotNet.Core.Events.Scalar;

namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>
/// Builds the tree of a YAML file from the parser's events. Of YAML it takes what a configuration needs: one document, text keys, aliases (no merge keys), no tags but <c>!!str</c>.
/// Plain scalars mean what they mean in JSON; <c>yes</c>, <c>0x10</c> and the like are text.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>Deepest nesting of a configuration.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many times as large as the file the configuration may become by aliases.</summary>
    public const int MaxAliasGrowth = 10;

    private readonly Parser _parser;
    private readonly ScalarReader _scalars;
    private readonly FileFaults _faults;
    private readonly Dictionary<string, FileNode> _anchors = [];
    private readonly NodePath _path = new();
    private long _written;

    private YamlTree(string text, ScalarReader scalars, FileFaults faults)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _scalars = scalars;
        _faults = faults;
    }

    /// <summary>The root of <paramref name="text"/>; null when it is empty or so broken that it has none.</summary>
    public static FileNode? Parse(string text, ScalarReader scalars, FileFaults faults)
    {
        var tree = new YamlTree(text, scalars, faults);
        try
        {
            return tree.Document();
        }
        catch (TooDeepException tooDeep)
        {
            faults.Add(tooDeep.Place, "", $"Is nested deeper than {MaxDepth} levels.");
        }
        catch (YamlException failure)
        {
            // The parser's messages name tokens and rules, never the content. Where it noticed is nearer to the mistake than where the token began.
            faults.Add(Within(text, PlaceOf(failure.End)), "", $"Is not valid YAML: {failure.Message}");
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // Some broken files run the parser's own state machine aground.
            faults.Add(Within(text, PlaceOf(tree._parser.Current?.End ?? Mark.Empty)), "", "Is not valid YAML after this place.");
        }

        return null;
    }

    private FileNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = Node(1);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _faults.Add(PlaceOf(second.Start), "", "Has a second document; a configuration file has one.");
            return null;
        }

        if (root.Size > _written * MaxAliasGrowth)
        {
            _faults.Add(root.Place, "", $"Grows to more than {MaxAliasGrowth} times its size by aliases.");
            return null;
        }

        if (root.Depth > MaxDepth)
        {
            throw new TooDeepException(root.Place);
        }

        return root;
    }

    private FileNode Node(int depth)
    {
        _written++;
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Aliased(alias);
        }

        var start = _parser.Current is NodeEvent current ? current : throw new YamlException(_parser.Current!.Start, _parser.Current.End, "A value was expected.");
        if (depth > MaxDepth)
        {
            throw new TooDeepException(PlaceOf(start.Start));
        }

        if (!start.Tag.IsEmpty && start.Tag.Value != "tag:yaml.org,2002:str")
        {
            _faults.Add(PlaceOf(start.Start), _path, "Tags are not supported.");
        }

        FileNode node = start switch
        {
            MappingStart => Map(depth),
            SequenceStart => List(depth),
            _ => ScalarOf(_parser.Consume<Scalar>()),
        };
        if (!start.Anchor.IsEmpty)
        {
            // Only now: an alias inside its own anchor would never end.
            _anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private FileNode Aliased(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            return node;
        }

        _faults.Add(PlaceOf(alias.Start), _path, "The alias names no anchor that ends before it.");
        return new FileScalar(PlaceOf(alias.Start), "", FileScalarKind.Null);
    }

    private FileMap Map(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var members = new MapMembers();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                _faults.Add(PlaceOf(_parser.Current!.Start), _path, "A key must be a text.");
                Node(depth + 1);
                Node(depth + 1);
                continue;
            }

            _path.Enter(key.Value);
            var value = Node(depth + 1);
            var isUnicode = ScalarReader.IsUnicode(key.Value);
            if (isUnicode && !members.TryAdd(new FileMember(key.Value, PlaceOf(key.Start), value)))
            {
                _faults.Add(PlaceOf(key.Start), _path, "Is given twice.");
            }

            _path.Leave();
            if (!isUnicode)
            {
                _faults.Add(PlaceOf(key.Start), _path, "A key must be valid Unicode.");
            }
        }

        return new FileMap(PlaceOf(start.Start), members.All);
    }

    private FileList List(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = new List<FileNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            _path.Enter(items.Count);
            items.Add(Node(depth + 1));
            _path.Leave();
        }

        return new FileList(PlaceOf(start.Start), items);
    }

    private FileScalar ScalarOf(Scalar scalar) =>
        _scalars.Read(PlaceOf(scalar.Start), _path, scalar.Value, isPlain: scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty) with
        {
            Extent = ((int)scalar.Start.Index, (int)scalar.End.Index),
        };

    private static FilePlace PlaceOf(in Mark mark) => new((int)Math.Max(mark.Line, 1), (int)Math.Max(mark.Column, 1));

    /// <summary>The parser counts one line too many when it reaches the end of the text.</summary>
    private static FilePlace Within(string text, FilePlace place)
    {
        var lines = text.Count(character => character == '\n') + (text.EndsWith('\n') ? 0 : 1);
        return place.Line <= Math.Max(lines, 1) ? place : new FilePlace(Math.Max(lines, 1), 1);
    }

    private sealed class TooDeepException(FilePlace place) : Exception
    {
        public FilePlace Place { get; } = place;
    }
}
