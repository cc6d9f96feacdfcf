using Npgsql;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres;

/// <summary>Reads the database option, <c>Host=…;…</c> or <c>postgres://user:password@host:port/database?name=value</c>, into settings for Npgsql.</summary>
internal static class PostgresAddress
{
    /// <summary>Application name of the pooled connections.</summary>
    public const string PoolApplication = "switchyard";

    /// <summary>Application name of the listening connection.</summary>
    public const string ListenApplication = "switchyard-listen";

    private const int ConnectSeconds = 5;

    /// <summary>Settings of <paramref name="text"/>. Unless it says otherwise a connection attempt takes at most 5 s.</summary>
    /// <exception cref="DatabaseAddressException">It can not be read. The text itself is not repeated: it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            var builder = text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
                ? FromUrl(new Uri(text))
                : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(builder.Host))
            {
                throw new DatabaseAddressException("The database option names no host.");
            }

            builder.ApplicationName ??= PoolApplication;
            if (!builder.ShouldSerialize("Timeout"))
            {
                builder.Timeout = ConnectSeconds;
            }

            return builder;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw new DatabaseAddressException("The database option is neither a PostgreSQL URL nor a list of Name=Value pairs that Npgsql knows.");
        }
    }

    /// <summary>Settings of the one listening connection: outside the pool, and kept alive by the system so that a peer that is gone is noticed.</summary>
    public static NpgsqlConnectionStringBuilder ForListening(NpgsqlConnectionStringBuilder pooled) =>
        new(pooled.ConnectionString)
        {
            ApplicationName = ListenApplication,
            Pooling = false,
            // See PostgresListener: the driver's own sign of life blocks a thread.
            KeepAlive = 0,
            TcpKeepAlive = true,
            CommandTimeout = 5,
        };

    private static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var name = Uri.UnescapeDataString(parts[0]);
            builder[Keyword(name)] = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        if (url.Host.Length > 0)
        {
            builder.Host = Uri.UnescapeDataString(url.Host).Trim('[', ']');
        }

        if (url.Port > 0)
        {
            builder.Port = url.Port;
        }

        if (url.UserInfo.Length > 0)
        {
            var user = url.UserInfo.Split(':', 2);
            builder.Username = Uri.UnescapeDataString(user[0]);
            if (user.Length == 2)
            {
                builder.Password = Uri.UnescapeDataString(user[1]);
            }
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            builder.Database = Uri.UnescapeDataString(database);
        }

        return builder;
    }

    /// <summary>The names that libpq's URLs use, where Npgsql calls them otherwise.</summary>
    private static string Keyword(string name) =>
        name switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "application_name" => "Application Name",
            "connect_timeout" => "Timeout",
            "dbname" => "Database",
            "user" => "Username",
            _ => name,
        };
}
