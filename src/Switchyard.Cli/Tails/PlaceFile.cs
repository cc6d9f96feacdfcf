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
            return File.Exists(path) && (await File.ReadAllTextAsync(path, cancellationToken)).Trim() is { Length: > 0 } place ? place : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failed, $"{path} can not be read: {failure.Message}");
        }
    }

    /// <summary>Replaces the place at once: a crash leaves the old one or the new one.</summary>
    public async Task WriteAsync(string place, CancellationToken cancellationToken)
    {
        var fresh = $"{path}.new";
        try
        {
            await File.WriteAllTextAsync(fresh, place + "\n", cancellationToken);
            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failed, $"{path} can not be written: {failure.Message}", "The rows up to here were printed; without this file the next run prints them again.");
        }
    }
}
