using System.Text;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Tails;

/// <summary>
/// A file that remembers where a reader of a tail stands. It is written after the rows are, so a reader that was killed in between gets those rows once more and never misses one.
/// </summary>
internal sealed class PlaceFile(string path)
{
    /// <summary>The place, or null before the first.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            // Not taken for a beginning: whoever forgot his place would get everything once more, unasked.
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim() is { Length: > 0 } place
                ? place
                : throw new CliException(ExitCodes.Failed, $"{path} is empty; it should say where the last run stopped.", "Delete it to begin anew, and leave out the ids that you have.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failed, $"{path} can not be read: {failure.Message}");
        }
    }

    /// <summary>Replaces the place at once: a crash, of the machine too, leaves the old one or the new one.</summary>
    public async Task WriteAsync(string place, CancellationToken cancellationToken)
    {
        var fresh = $"{path}.new";
        try
        {
            await using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(place + "\n"), cancellationToken);

                // Before it takes the name: a name that is on disk before its content is an empty file.
                await file.FlushAsync(cancellationToken);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failed, $"{path} can not be written: {failure.Message}", "The rows up to here were printed; without this file the next run prints them again.");
        }
    }
}
