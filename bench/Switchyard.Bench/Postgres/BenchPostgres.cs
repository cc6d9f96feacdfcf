using System.Diagnostics;
using Npgsql;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Postgres;

/// <summary>A private PostgreSQL server as it is installed, fsync on, that ends with this process.</summary>
internal sealed class BenchPostgres : IAsyncDisposable
{
    private const string Script =
        """
        trap '' INT TERM HUP
        dir=$(mktemp -d "${TMPDIR:-/tmp}/switchyard-bench-pg.XXXXXX") && cd "$dir" || exit 1
        "$1/initdb" -A trust -U postgres -E UTF8 --locale=C -D "$dir/data" </dev/null >"$dir/log" 2>&1 &&
          "$1/pg_ctl" -D "$dir/data" -w -t 60 start -l "$dir/log" -o "-p $2 -k $dir -c listen_addresses=127.0.0.1 -c max_connections=300" </dev/null >>"$dir/log" 2>&1
        echo $?
        read -r _
        "$1/pg_ctl" -D "$dir/data" -w stop -m immediate </dev/null >/dev/null 2>&1
        cd /; rm -rf "$dir"
        """;

    private readonly Process _process;

    private BenchPostgres(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Why there can be none; null when there can.</summary>
    public static string? Missing => Binaries is null ? "PostgreSQL is not installed" : null;

    /// <summary>Where its programs are.</summary>
    public static string? Binaries => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(folder => File.Exists(Path.Combine(folder, "pgbench"))).Order(StringComparer.Ordinal).FirstOrDefault()
        : null;

    public static async Task<BenchPostgres> StartAsync(CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        // PostgreSQL refuses to run as root.
        string[] user = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        var start = new ProcessStartInfo("setsid", [.. user, "/bin/sh", "-c", Script, "sh", Binaries!, $"{port}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        var server = new BenchPostgres(Process.Start(start)!, port);
        if (await server._process.StandardOutput.ReadLineAsync(cancellationToken) != "0")
        {
            await server.DisposeAsync();
            throw new InvalidOperationException("PostgreSQL did not start");
        }

        return server;
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"create database {name}", cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>Runs a statement outside of any transaction, in the database <c>postgres</c>.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lets the server look at what is in the tables of a database.</summary>
    public async Task AnalyzeAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(name) + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("vacuum analyze", connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Process ids of the sessions that listen for notifications.</summary>
    public async Task<IReadOnlyList<int>> ListenersAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select pid from pg_stat_activity where application_name = 'switchyard-listen'", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var pids = new List<int>();
        while (await reader.ReadAsync(cancellationToken))
        {
            pids.Add(reader.GetInt32(0));
        }

        return pids;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = "postgres", Database = database, MaxPoolSize = 64 }.ToString();
}
