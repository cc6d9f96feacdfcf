using System.Text;
using Microsoft.Win32.SafeHandles;
using ModelContextProtocol.Protocol;
using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary><c>write_file</c>: a whole file at once. Readers see the former content or the new one, never a part of either.</summary>
internal sealed class WriteFileTool(WorkTree tree) : ITool
{
    private const int MostCharacters = 4 << 20;

    private const UnixFileMode OfNewFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const UnixFileMode OfOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc />
    public Tool Description { get; } = Answers.Describe(
        "write_file",
        "Writes a text file under the root, all of it at once: the former content is replaced in one step and its rights are kept. A missing file is made, and directories on the way to it, unless create is false.",
        """
        {"type":"object","properties":{
        "path":{"type":"string","description":"Path, relative to the root."},
        "content":{"type":"string","description":"The whole new content, at most 4,194,304 characters."},
        "create":{"type":"boolean","description":"Whether a missing file is made. Default true."}},
        "required":["path","content"],"additionalProperties":false}
        """,
        readOnly: false);

    /// <inheritdoc />
    public async Task<CallToolResult> CallAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var path = arguments.Required("path", WorkTree.LongestPath);
        var content = arguments.Required("content", MostCharacters);
        var create = arguments.Flag("create", true);
        arguments.Finish();
        using var place = tree.Find(path, makeParents: create);
        switch (place.Facts)
        {
            case null when !create:
                throw new ToolException($"'{place.Path}' does not exist, and create is false.");
            case { Kind: EntryKind.Directory }:
                throw new ToolException($"'{place.Path}' is a directory.");
            case not (null or { Kind: EntryKind.File }):
                throw new ToolException($"'{place.Path}' is not a regular file.");
        }

        var bytes = Encoding.UTF8.GetBytes(content);
        await ReplaceAsync(place, bytes, cancellationToken);
        return Answers.Of($"{bytes.Length} bytes were written to '{place.Path}'{(place.Facts is null ? ", a new file" : "")}.");
    }

    private static async Task ReplaceAsync(Place place, byte[] bytes, CancellationToken cancellationToken)
    {
        // In the same directory, so that giving it its name is one step.
        var temporary = $".{Path.GetRandomFileName()}.tmp";
        var file = Posix.MakeFile(place.Parent, temporary, place.Facts is null ? OfNewFiles : OfOwner, out var error) ?? throw Failed(place, error);
        var named = false;
        try
        {
            using (file)
            {
                await WriteAsync(file, bytes, place, cancellationToken);
            }

            error = Posix.Rename(place.Parent, temporary, place.Name);
            named = error == 0;
            if (!named)
            {
                throw Failed(place, error);
            }
        }
        finally
        {
            if (!named)
            {
                Posix.Unlink(place.Parent, temporary);
            }
        }
    }

    private static async Task WriteAsync(SafeFileHandle file, byte[] bytes, Place place, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(file, bytes, 0, cancellationToken);
            if (place.Facts is { } former && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, former.Mode);
            }

            RandomAccess.FlushToDisk(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{place.Path}' could not be written: {failure.Message}");
        }
    }

    private static ToolException Failed(Place place, int error) => new($"'{place.Path}' can not be written: {Posix.Text(error)}.");
}
