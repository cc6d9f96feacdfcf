using System.Text;
using ModelContextProtocol.Protocol;
using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary><c>read_file</c>: a file, or a part of it.</summary>
internal sealed class ReadFileTool(WorkTree tree) : ITool
{
    private const int MostText = 1 << 20;

    // Base64 of so many bytes is 1 MiB.
    private const int MostBinary = 768 << 10;

    /// <inheritdoc />
    public Tool Description { get; } = Answers.Describe(
        "read_file",
        "Reads a file under the root: text as it is, anything else as base64. At most 1 MiB is answered at once; the answer says how to go on.",
        """
        {"type":"object","properties":{
        "path":{"type":"string","description":"Path, relative to the root."},
        "offset":{"type":"integer","minimum":0,"description":"Byte to begin with. Default 0."},
        "limit":{"type":"integer","minimum":1,"maximum":1048576,"description":"Bytes at most. Default 1048576."}},
        "required":["path"],"additionalProperties":false}
        """,
        readOnly: true);

    /// <inheritdoc />
    public async Task<CallToolResult> CallAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var path = arguments.Required("path", WorkTree.LongestPath);
        var offset = arguments.Whole("offset", 0, 0, long.MaxValue);
        var limit = (int)arguments.Whole("limit", MostText, 1, MostText);
        arguments.Finish();
        using var place = tree.Find(path);
        using var file = place.OpenFile();
        var bytes = new byte[limit];
        var read = 0;
        for (int got; read < limit && (got = await RandomAccess.ReadAsync(file, bytes.AsMemory(read), offset + read, cancellationToken)) > 0;)
        {
            read += got;
        }

        var part = bytes.AsMemory(0, read);
        var size = Math.Max(RandomAccess.GetLength(file), offset + read);
        if (Utf8Text.Of(part.Span, mayEndInside: offset + read < size) is { } text)
        {
            var taken = Encoding.UTF8.GetByteCount(text);
            return Answers.Of([text, .. Rest(offset, taken, size, "text")]);
        }

        part = part[..Math.Min(part.Length, MostBinary)];
        return Answers.Of([Convert.ToBase64String(part.Span), .. Rest(offset, part.Length, size, "base64").DefaultIfEmpty($"This is base64: the {size} bytes are no text.")]);
    }

    private static IEnumerable<string> Rest(long offset, int taken, long size, string form)
    {
        if (offset > 0 || offset + taken < size)
        {
            yield return offset + taken < size
                ? $"These are bytes {offset} to {offset + taken} of {size}, as {form}. Go on with offset {offset + taken}."
                : $"These are bytes {offset} to {offset + taken} of {size}, as {form}; it is the end of the file.";
        }
    }
}
