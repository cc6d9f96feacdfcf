using System.Globalization;
using System.Text;
using ModelContextProtocol.Protocol;
using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary><c>list_directory</c>: what is in a directory, one name a line.</summary>
internal sealed class ListDirectoryTool(WorkTree tree) : ITool
{
    private const int Default = 1000;
    private const int Most = 10_000;

    /// <inheritdoc />
    public Tool Description { get; } = Answers.Describe(
        "list_directory",
        "Lists a directory under the root in the order of names, one a line: directories end with a slash, files are followed by their size in bytes, links by where they lead. Links are not followed.",
        """
        {"type":"object","properties":{
        "path":{"type":"string","description":"Path, relative to the root. Default '.'."},
        "recursive":{"type":"boolean","description":"Whether directories in it are listed too. Default false."},
        "limit":{"type":"integer","minimum":1,"maximum":10000,"description":"Names at most. Default 1000."}},
        "additionalProperties":false}
        """,
        readOnly: true);

    /// <inheritdoc />
    public Task<CallToolResult> CallAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var path = arguments.Text("path", WorkTree.LongestPath) ?? ".";
        var recursive = arguments.Flag("recursive", false);
        var limit = (int)arguments.Whole("limit", Default, 1, Most);
        arguments.Finish();
        using var place = tree.Find(path);
        var walk = new TreeWalk();
        var text = new StringBuilder();
        var count = 0;
        var more = false;
        foreach (var entry in walk.In(place, recursive))
        {
            cancellationToken.ThrowIfCancellationRequested();
            more = count == limit;
            if (more)
            {
                break;
            }

            count++;
            Line(text, entry);
        }

        List<string> notes = [];
        if (more)
        {
            notes.Add($"There are more than {limit} names; ask for a directory in it, or for a higher limit (at most {Most}).");
        }

        if (walk.LeftOut > 0)
        {
            notes.Add($"{walk.LeftOut} directories can not be read, have too many names or are too deep; they are not listed, or not to their end.");
        }

        return Task.FromResult(Answers.Of([count == 0 ? "(empty)" : text.ToString(), .. notes]));
    }

    private static void Line(StringBuilder text, TreeEntry entry)
    {
        text.Append(entry.Path.ReplaceLineEndings("?"));
        _ = entry.Facts.Kind switch
        {
            EntryKind.Directory => text.Append('/'),
            EntryKind.File => text.Append(CultureInfo.InvariantCulture, $"\t{entry.Facts.Size}"),
            EntryKind.Link => text.Append(CultureInfo.InvariantCulture, $" -> {entry.Target()?.ReplaceLineEndings("?")}"),
            _ => text.Append("\t(special file)"),
        };
        text.Append('\n');
    }
}
