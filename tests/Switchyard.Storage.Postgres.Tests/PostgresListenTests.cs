using Npgsql;
using Switchyard.Storage.Compliance;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;

namespace Switchyard.Storage.Postgres.Tests;

/// <summary>The listening connection: one, always back, and never trusted with data.</summary>
public sealed class PostgresListenTests(PostgresServer server) : IAsyncLifetime
{
    private const string Listener = "switchyard-listen";

    private PostgresTestDatabase _rig = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rig = (PostgresTestDatabase)await PostgresTestDatabase.CreateAsync(server);
        await _rig.MigratedAsync();
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "HUB-16")]
    public async Task Many_listeners_share_one_connection_that_is_idle_outside_any_transaction()
    {
        for (var count = 0; count < 5; count++)
        {
            await _rig.Node.ListenAsync(() => { }, Ended);
        }

        (await ScalarAsync<long>($"select count(*) from pg_stat_activity where datname = current_database() and application_name = '{Listener}'")).ShouldBe(1);
        (await ScalarAsync<string>($"select state from pg_stat_activity where datname = current_database() and application_name = '{Listener}'")).ShouldBe("idle");
    }

    [Fact]
    [Trait("criterion", "HUB-16")]
    [Trait("criterion", "PRV-45")]
    public async Task A_terminated_listener_comes_back_wakes_and_hears_again()
    {
        var bell = new Bell();
        await _rig.Node.ListenAsync(bell.Ring, Ended);
        for (var round = 0; round < 3; round++)
        {
            var back = bell.NextAsync();
            (await server.TerminateAsync(_rig.ConnectionString, Listener)).ShouldBe(1);
            await back;

            var heard = bell.NextAsync();
            await SignalAsync();
            await heard;
        }
    }

    [Fact]
    [Trait("criterion", "HUB-17")]
    public async Task A_listener_whose_peer_hangs_is_replaced_when_it_is_told_to_be()
    {
        var bell = new Bell();
        await _rig.Node.ListenAsync(bell.Ring, Ended);
        var hanging = await ScalarAsync<int>($"select pid from pg_stat_activity where datname = current_database() and application_name = '{Listener}'");
        Kill("-STOP", hanging);
        try
        {
            var back = bell.NextAsync();
            _rig.Node.ListenAnew();
            await back;

            var heard = bell.NextAsync();
            await SignalAsync();
            await heard;
        }
        finally
        {
            Kill("-CONT", hanging);
        }
    }

    [Theory]
    [Trait("criterion", "HUB-18")]
    [InlineData("notify switchyard")]
    [InlineData("notify switchyard, ''")]
    [InlineData("notify switchyard, 'garbage'")]
    [InlineData("notify switchyard, '00000000-0000-0000-0000-000000000000:0'")]
    [InlineData("notify switchyard, ':-1'")]
    public async Task Any_payload_wakes_alike(string statement)
    {
        var bell = new Bell();
        await _rig.Node.ListenAsync(bell.Ring, Ended);
        var heard = bell.NextAsync();
        await ScalarAsync<object>(statement);
        await heard;
    }

    [Fact]
    [Trait("criterion", "HUB-18")]
    public async Task The_payload_is_epoch_and_version()
    {
        await using var connection = new NpgsqlConnection(_rig.ConnectionString);
        await connection.OpenAsync(Ended);
        var payload = new TaskCompletionSource<string>();
        connection.Notification += (_, notification) => payload.TrySetResult(notification.Payload);
        await using var listen = new NpgsqlCommand("listen switchyard", connection);
        await listen.ExecuteNonQueryAsync(Ended);

        await SignalAsync();
        await SignalAsync();
        await connection.WaitAsync(Ended);

        (await payload.Task).ShouldBe($"{await _rig.Node.ReadAsync(EpochTable.GetAsync, Ended):D}:1");
    }

    [Fact]
    [Trait("criterion", "HUB-20")]
    public async Task What_raises_no_signal_notifies_nobody()
    {
        await using var connection = new NpgsqlConnection(_rig.ConnectionString);
        await connection.OpenAsync(Ended);
        await using var listen = new NpgsqlCommand("listen switchyard", connection);
        await listen.ExecuteNonQueryAsync(Ended);
        var payloads = new List<string>();
        connection.Notification += (_, notification) => payloads.Add(notification.Payload);

        await _rig.Node.WriteAsync((session, token) => StreamTable.BumpAsync(session, "audit", token), Ended);
        await SignalAsync();
        await connection.WaitAsync(Ended);

        payloads.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-39")]
    public async Task Listening_fails_where_it_can_not_be_established_and_may_be_tried_again()
    {
        var settings = new NpgsqlConnectionStringBuilder(_rig.ConnectionString) { Database = "later" };
        await using var early = PostgresDatabase.Create(settings.ConnectionString, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await Should.ThrowAsync<DatabaseUnavailableException>(() => early.ListenAsync(() => { }, Ended));

        await ScalarAsync<object>("create database later");
        await (await early.ListenAsync(() => { }, Ended)).DisposeAsync();
    }

    [Fact]
    public async Task Closing_ends_the_connection()
    {
        var node = _rig.Join();
        await node.ListenAsync(() => { }, Ended);
        await node.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => node.ListenAsync(() => { }, Ended));
        while (await ScalarAsync<long>($"select count(*) from pg_stat_activity where datname = current_database() and application_name = '{Listener}'") > 0)
        {
            await Task.Yield();
        }
    }

    private static void Kill(string signal, int pid)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [signal, $"{pid}"]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }

    private Task<long> SignalAsync() =>
        _rig.Node.WriteAsync(
            async (session, token) =>
            {
                var version = await StreamTable.BumpAsync(session, "config", token);
                await session.SignalAsync("config", version, token);
                return version;
            },
            Ended);

    private async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_rig.ConnectionString);
        await connection.OpenAsync(Ended);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ended) is T value ? value : default;
    }
}
