using Npgsql;

namespace Switchyard.Journeys.Tests.Healing;

/// <summary>Makes a PostgreSQL database that can be read and not written, and one that can be written again.</summary>
internal static class UnwritableDatabase
{
    /// <summary>Every write fails as it does when the disk is full (SQLSTATE 53100).</summary>
    public const string Full = "full";

    /// <summary>All sessions are ended, and new ones take no writes, as when a standby has taken the place of the server (SQLSTATE 25006).</summary>
    public const string Standby = "standby";

    private const string EndSessions = "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

    private const string Fill =
        """
        create function no_space() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
        do $$ declare name text; begin
            for name in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema') loop
                execute format('create trigger no_space before insert or update or delete on %s for each statement execute function no_space()', name);
            end loop;
        end $$
        """;

    /// <summary>Begins with it.</summary>
    public static Task BeginAsync(string connectionString, string kind) => kind == Full ? RunAsync(connectionString, Fill) : DefaultAsync(connectionString, "on");

    /// <summary>Ends it.</summary>
    public static Task EndAsync(string connectionString, string kind) => kind == Full ? RunAsync(connectionString, "drop function no_space cascade") : DefaultAsync(connectionString, "off");

    private static async Task DefaultAsync(string connectionString, string readOnly)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await RunAsync(connectionString, $"alter database \"{name}\" set default_transaction_read_only = {readOnly}");
        await RunAsync(connectionString, EndSessions);
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        // A session that says for itself what it may.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Options = "-c default_transaction_read_only=off" });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
