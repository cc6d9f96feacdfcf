using Microsoft.Extensions.Logging;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;

namespace Switchyard.Host.Serving;

/// <summary>Opens what the options name: the database, and the keys that seal secrets.</summary>
internal static partial class NodeStorage
{
    /// <summary>Name of the key file in the data directory.</summary>
    public const string KeyFile = "secret.key";

    /// <summary>Opens the database. SQLite takes its file here and refuses a second process; PostgreSQL connects at first use.</summary>
    public static Database OpenDatabase(ServeOptions options, TimeProvider time, ILoggerFactory loggers) => options.UsesPostgres
        ? PostgresDatabase.Create(options.Database, time, loggers)
        : SqliteDatabase.Open(options.Database, time, loggers);

    /// <summary>Reads <c>SWITCHYARD_SECRET_KEYS</c>, or the key file of the data directory, which is made at the first start.</summary>
    public static SecretKeyRing OpenKeys(ServeOptions options, ILogger logger)
    {
        if (options.SecretKeys is { } keys)
        {
            return SecretKeyRing.Parse(keys.Reveal());
        }

        var path = Path.Combine(options.DataDirectory, KeyFile);
        var ring = SecretKeyRing.LoadOrCreateFile(path);
        LogKeyFile(logger, path);
        return ring;
    }

    [LoggerMessage(6010, LogLevel.Warning, "Secrets are sealed with the key file {Path}. Back it up apart from the database, or set SWITCHYARD_SECRET_KEYS; nodes that share a database need the same keys.")]
    private static partial void LogKeyFile(ILogger logger, string path);
}
