using System.Net.Sockets;
using Npgsql;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres;

/// <summary>Turns the driver's exceptions into the failures that <see cref="Database"/> promises. Messages hold the server's words, never a connection string.</summary>
internal static class PostgresFailures
{
    /// <summary>The failure to throw instead of <paramref name="failure"/>, or null when it is not one of the promised kinds (a broken statement, the work's own exception).</summary>
    /// <param name="failure">What the driver threw.</param>
    /// <param name="place">Host and database.</param>
    /// <param name="committing">Whether COMMIT had been sent.</param>
    public static Exception? Translate(Exception failure, string place, bool committing)
    {
        return failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } error => new UniqueConflictException(error.ConstraintName ?? error.TableName ?? "unique", error),
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } error => Busy("a lock was not to be had in time", error),
            PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } error => Busy("two transactions stood in each other's way", error),
            PostgresException { SqlState: PostgresErrorCodes.InFailedSqlTransaction } error =>
                new InvalidOperationException("A statement had failed earlier in the transaction and its failure was hidden; nothing was written.", error),
            PostgresException error => IsAway(error.SqlState) || IsFatal(error) ? Unavailable($"{error.MessageText} ({error.SqlState})", EndsSession(error.SqlState) || IsFatal(error)) : null,
            NpgsqlException or SocketException or IOException or TimeoutException => Unavailable((failure.InnerException ?? failure).Message, ambiguous: true),
            _ when IsOfTornConnection(failure) => Unavailable("the connection broke", ambiguous: true),
            _ => null,
        };

        DatabaseBusyException Busy(string reason, Exception inner) => new($"PostgreSQL at {place}: {reason}.", inner);

        DatabaseUnavailableException Unavailable(string reason, bool ambiguous) =>
            new($"PostgreSQL at {place} can not be used: {reason}", failure) { OutcomeUnknown = committing && ambiguous };
    }

    /// <summary>Whether <paramref name="failure"/> means that the connection is gone, so that another one may do better.</summary>
    public static bool IsBroken(Exception failure) =>
        failure switch
        {
            PostgresException error => EndsSession(error.SqlState),
            NpgsqlException { InnerException: TimeoutException } => false,
            _ => failure is NpgsqlException or SocketException or IOException || IsOfTornConnection(failure),
        };

    /// <summary>
    /// What the driver throws from a connection that broke while something else was done with it: when the next command is sent on it, or when one is cancelled. It takes an event of its own that it has
    /// disposed, before it sends anything.
    /// </summary>
    public static bool IsOfTornConnection(Exception failure) => failure is ObjectDisposedException { ObjectName: "System.Threading.ManualResetEventSlim" };

    /// <summary>Classes 08 connection, 28 sign-in, 53 resources (disk full, too many connections), 57P shutdown, 58 system error; a missing database; a standby that takes no writes.</summary>
    private static bool IsAway(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal)
        || state is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.QueryCanceled;

    /// <summary>The server ends the session with it, or does not begin one, whatever the code: a database that takes no connections while it is replaced has one that statements have, too.</summary>
    private static bool IsFatal(PostgresException error) => error.InvariantSeverity is "FATAL" or "PANIC";

    private static bool EndsSession(string state) => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal);
}
