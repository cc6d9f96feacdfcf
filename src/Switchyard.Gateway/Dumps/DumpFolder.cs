using System.Text;

namespace Switchyard.Gateway.Dumps;

/// <summary>The dump directory: two files for each request, readable by their owner only, the oldest deleted. For one thread; files of other nodes in the same directory count too.</summary>
internal sealed class DumpFolder
{
    /// <summary>Ending of the file of a request.</summary>
    public const string RequestEnding = ".request";

    /// <summary>Ending of the file of a response.</summary>
    public const string ResponseEnding = ".response";

    private const string Partial = ".partial";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Queue<string> _names = new();
    private string? _directory;

    /// <summary>Writes both files. What is written half is deleted.</summary>
    /// <exception cref="IOException">The disk is full, the directory can not be made, …</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public void Write(Dump dump)
    {
        Enter(dump.Directory);
        MakeRoom(dump.MaxFiles);
        _names.Enqueue(dump.Name);
        try
        {
            Write(PathOf(dump.Name, RequestEnding), dump.RequestHead, dump.Request);
            Write(PathOf(dump.Name, ResponseEnding), dump.ResponseHead, dump.Response);
        }
        catch
        {
            Delete(dump.Name);
            throw;
        }
    }

    private static void Write(string path, string head, DumpBody body)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        // Under another name until it is whole: whoever sees the file may read it.
        using (var file = new FileStream(path + Partial, options))
        {
            file.Write(Encoding.UTF8.GetBytes(head));
            body.WriteTo(file);
        }

        File.Move(path + Partial, path);
    }

    private void Enter(string directory)
    {
        if (_directory == directory && Directory.Exists(directory))
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        }

        // What is there of earlier runs counts, or each restart would begin to fill the disk anew.
        _names.Clear();
        foreach (var file in Directory.GetFiles(directory, "*" + RequestEnding).Order(StringComparer.Ordinal))
        {
            _names.Enqueue(Path.GetFileNameWithoutExtension(file));
        }

        _directory = directory;
    }

    private void MakeRoom(int most)
    {
        while (_names.Count >= most && _names.TryDequeue(out var oldest))
        {
            Delete(oldest);
        }
    }

    private void Delete(string name)
    {
        foreach (var ending in new[] { RequestEnding, ResponseEnding })
        {
            File.Delete(PathOf(name, ending));
            File.Delete(PathOf(name, ending + Partial));
        }
    }

    private string PathOf(string name, string ending) => Path.Combine(_directory!, name + ending);
}
