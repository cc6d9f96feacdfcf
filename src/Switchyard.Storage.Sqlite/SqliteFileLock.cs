using System.Globalization;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite;

/// <summary>
/// Keeps a second process (and a second opening in this one) from the database file: its SQLite version can corrupt a file that two connections write or checkpoint at once.
/// The lock is an advisory lock of the operating system on a file next to the database; it ends with the process, however that ends.
/// </summary>
internal sealed class SqliteFileLock : IDisposable
{
    /// <summary>The operating system's words for "somebody has it": EWOULDBLOCK on Linux, ERROR_SHARING_VIOLATION on Windows.</summary>
    private const int WouldBlock = 11;

    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;
    private readonly string _ownerPath;

    private SqliteFileLock(FileStream file, string ownerPath)
    {
        _file = file;
        _ownerPath = ownerPath;
    }

    /// <summary>Takes the lock of the database at <paramref name="path"/>.</summary>
    /// <exception cref="DatabaseInUseException">Somebody has it.</exception>
    public static SqliteFileLock Take(string path)
    {
        // The owner's process id lies in a second file, because a locked file can not be read by those who are refused.
        var ownerPath = $"{path}.pid";
        FileStream file;
        try
        {
            file = new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure.HResult is WouldBlock or SharingViolation)
        {
            throw new DatabaseInUseException(
                $"The database {path} is in use by {Owner(ownerPath)}. SQLite allows one Switchyard process per file; stop that one, or use PostgreSQL for several nodes.", failure);
        }

        try
        {
            File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new SqliteFileLock(file, ownerPath);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // The lock file itself stays: removing it while another process opens it would let two hold "the" lock.
        TryDelete(_ownerPath);
        _file.Dispose();
    }

    private static string Owner(string ownerPath)
    {
        try
        {
            return $"process {File.ReadAllText(ownerPath).Trim()}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A stale process id misleads nobody: it is read only by those the lock refuses.
        }
    }
}
