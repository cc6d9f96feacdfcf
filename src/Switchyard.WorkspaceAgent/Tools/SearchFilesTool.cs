using System.Text.RegularExpressions;
using ModelContextProtocol.Protocol;
using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary><c>search_files</c>: lines that match an expression, within bounds of files, bytes and time.</summary>
internal sealed class SearchFilesTool(WorkTree tree, TimeProvider time) : ITool
{
    private const int Default = 200;
    private const int Most = 2000;
    private const int LongestPattern = 1000;

    /// <inheritdoc />
    public Tool Description { get; } = Answers.Describe(
        "search_files",
        "Finds lines that match a regular expression (.NET syntax without lookaround, backreferences and atomic groups) in the files under a directory. Answers path:line:text. Binary files, files above 16 MiB and links are skipped; a search ends after 20,000 files, 256 MiB or 20 s and says so.",
        """
        {"type":"object","properties":{
        "pattern":{"type":"string","description":"Regular expression, at most 1000 characters. (?i) at its beginning ignores case."},
        "path":{"type":"string","description":"Directory or file to search, relative to the root. Default '.'."},
        "glob":{"type":"string","description":"Files to look into, such as *.cs (of any directory) or src/**/*.md (from the path on)."},
        "limit":{"type":"integer","minimum":1,"maximum":2000,"description":"Lines at most. Default 200."}},
        "required":["pattern"],"additionalProperties":false}
        """,
        readOnly: true);

    /// <inheritdoc />
    public async Task<CallToolResult> CallAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var pattern = arguments.Required("pattern", LongestPattern);
        var path = arguments.Text("path", WorkTree.LongestPath) ?? ".";
        var glob = arguments.Text("glob", LongestPattern);
        var limit = (int)arguments.Whole("limit", Default, 1, Most);
        var expression = Expression(arguments, pattern);
        var files = glob is null ? null : GlobPattern.Parse(glob);
        arguments.Finish();
        using var place = tree.Find(path);
        var search = new FileSearch(expression!, limit, time);
        if (place.Facts is { Kind: EntryKind.File })
        {
            using var file = place.OpenFile();
            await search.LookIntoAsync(file, place.Path, cancellationToken);
            return search.Answer(leftOut: 0);
        }

        var walk = new TreeWalk();
        var prefix = place.Path == "." ? "" : place.Path + "/";
        foreach (var entry in walk.In(place, recursive: true))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (search.IsOver)
            {
                break;
            }

            if (entry.Facts.Kind == EntryKind.File && (files is null || files.IsMatch(entry.Path)))
            {
                using var file = search.Wants(entry.Facts.Size) ? entry.OpenFile() : null;
                if (file is not null)
                {
                    await search.LookIntoAsync(file, prefix + entry.Path, cancellationToken);
                }
            }
        }

        return search.Answer(walk.LeftOut);
    }

    private static Regex? Expression(ToolArguments arguments, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout.InfiniteTimeSpan);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            arguments.Fault("pattern", $"Can not be used: {wrong.Message}");
            return null;
        }
    }
}
