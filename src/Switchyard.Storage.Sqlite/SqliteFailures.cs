using Microsoft.Data.Sqlite;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite;

/// <summary>Turns SQLite's result codes into the failures that <see cref="Database"/> promises.</summary>
internal static class SqliteFailures
{
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CanNotOpen = 14;
    private const int NotADatabase = 26;
    private const int UniqueExtended = 2067;
    private const int PrimaryKeyExtended = 1555;

    /// <summary>The failure to throw instead of <paramref name="failure"/>, or null when it is not one of the promised kinds (a broken statement, a broken rule).</summary>
    public static Exception? Translate(SqliteException failure, string path, bool committing)
    {
        return failure.SqliteErrorCode switch
        {
            Busy or Locked => new DatabaseBusyException($"The database {path} is locked.", failure),
            Full => Unavailable("the disk is full"),
            ReadOnly => Unavailable("the file is read-only"),
            Permission => Unavailable("access is denied"),
            CanNotOpen => Unavailable("the file can not be opened"),
            Corrupt or NotADatabase => Unavailable("the file is not a database or is damaged"),
            // A commit that failed while writing may still be found in the log when the file is opened next.
            IoError => Unavailable("reading or writing failed", committing),
            _ when failure.SqliteExtendedErrorCode is UniqueExtended or PrimaryKeyExtended => new UniqueConflictException(RuleOf(failure.Message), failure),
            _ => null,
        };

        DatabaseUnavailableException Unavailable(string reason, bool outcomeUnknown = false) =>
            new($"The database {path} can not be used: {reason} (SQLite {failure.SqliteExtendedErrorCode}).", failure) { OutcomeUnknown = outcomeUnknown };
    }


    /// <summary>Message form: <c>SQLite Error 19: 'UNIQUE constraint failed: providers.name'.</c></summary>
    private static string RuleOf(string message)
    {
        const string Marker = "constraint failed: ";
        var start = message.IndexOf(Marker, StringComparison.Ordinal);
        return start < 0 ? message : message[(start + Marker.Length)..].TrimEnd('.', '\'');
    }
}
