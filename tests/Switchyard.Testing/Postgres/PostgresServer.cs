using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Switchyard.Testing.Postgres;

/// <summary>
/// A private PostgreSQL server for the tests of one assembly: <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>, then a constructor parameter of a test class.
/// It starts at the first use, in a directory of its own, and ends with the test process, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const int StartAttempts = 5;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private PostgresSupervisor? _supervisor;
    private NpgsqlDataSource? _maintenance;
    private int _databases;

    /// <summary>Whether what is committed is on disk (fsync): slower, and what a test of durability needs.</summary>
    public bool IsDurable { get; init; }

    /// <summary>TCP port on 127.0.0.1; it stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <inheritdoc />
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Makes an empty database and returns its connection string (<c>Host=…</c>).</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await EnsureStartedAsync();
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"create database {name}");
        return ConnectionString(name);
    }

    /// <summary>Ends the server orderly: running transactions are rolled back, clients disconnected.</summary>
    public Task StopAsync() => CommandAsync("fast");

    /// <summary>Ends the server as a crash does: it has to recover at its next start.</summary>
    public Task CrashAsync() => CommandAsync("immediate");

    /// <summary>Starts the server again, on the same port, and returns when it takes connections.</summary>
    public Task StartAsync() => CommandAsync("start");

    /// <summary>Ends the sessions whose <c>application_name</c> is <paramref name="applicationName"/> in the database of <paramref name="connectionString"/>; returns how many there were.</summary>
    public async Task<int> TerminateAsync(string connectionString, string applicationName)
    {
        await using var command = _maintenance!.CreateCommand(
            "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where application_name = $1 and datname = $2 and pid <> pg_backend_pid()");
        command.Parameters.Add(new NpgsqlParameter { Value = applicationName });
        command.Parameters.Add(new NpgsqlParameter { Value = new NpgsqlConnectionStringBuilder(connectionString).Database });
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_maintenance is not null)
        {
            await _maintenance.DisposeAsync();
        }

        if (_supervisor is not null)
        {
            await _supervisor.DisposeAsync();
        }

        _gate.Dispose();
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = "postgres", Database = database }.ToString();

    private async Task EnsureStartedAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_supervisor is not null)
            {
                return;
            }

            var supervisor = await PostgresSupervisor.LaunchAsync(IsDurable);
            for (var attempt = 1; ; attempt++)
            {
                // Between finding a free port and binding it another process may take it.
                Port = FreePort();
                var answer = await supervisor.CommandAsync($"port {Port}") + await supervisor.CommandAsync("start");
                if (answer == "00")
                {
                    break;
                }

                if (attempt == StartAttempts)
                {
                    await supervisor.DisposeAsync();
                    throw new InvalidOperationException($"PostgreSQL did not start on port {Port}.");
                }
            }

            _maintenance = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false");
            _supervisor = supervisor;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _maintenance!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task CommandAsync(string command)
    {
        await EnsureStartedAsync();
        var answer = await _supervisor!.CommandAsync(command);
        if (answer != "0")
        {
            throw new InvalidOperationException($"pg_ctl {command} ended with {answer}.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
