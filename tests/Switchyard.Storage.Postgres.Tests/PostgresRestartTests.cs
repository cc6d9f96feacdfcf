using System.Reflection;
using Npgsql;
using Switchyard.Storage.Compliance;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;

namespace Switchyard.Storage.Postgres.Tests;

/// <summary>The server goes away and comes back; nobody has to do anything. It has a server of its own, because others would notice.</summary>
public sealed class PostgresRestartTests : IAsyncLifetime
{
    private readonly PostgresServer _server = new();
    private TestDatabase _rig = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await (await PostgresTestDatabase.CreateAsync(_server)).MigratedAsync();

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_was_restarted_or_has_crashed_is_used_again_by_the_first_call(bool crash)
    {
        // Several connections in the pool, all of which die.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _rig.Node.ReadAsync(EpochTable.GetAsync, Ended)));
        var bell = new Bell();
        await _rig.Node.ListenAsync(bell.Ring, Ended);
        (await BumpAsync()).ShouldBe(1);

        await (crash ? _server.CrashAsync() : _server.StopAsync());
        (await Should.ThrowAsync<DatabaseUnavailableException>(BumpAsync)).OutcomeUnknown.ShouldBeFalse();
        await Should.ThrowAsync<DatabaseUnavailableException>(() => _rig.Node.ReadAsync(EpochTable.GetAsync, Ended));
        await Should.ThrowAsync<DatabaseUnavailableException>(() => _rig.Node.MigrateAsync(Ended));
        var back = bell.NextAsync();
        await _server.StartAsync();

        (await BumpAsync()).ShouldBe(2);
        await back;
        var heard = bell.NextAsync();
        await _rig.Node.WriteAsync((session, token) => session.SignalAsync("config", 1, token), Ended);
        await heard;
    }

    [Fact]
    public async Task Pooled_connections_that_were_terminated_are_replaced_without_an_error()
    {
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _rig.Node.ReadAsync(EpochTable.GetAsync, Ended)));
            (await _server.TerminateAsync(((PostgresTestDatabase)_rig).ConnectionString, "switchyard")).ShouldBeGreaterThan(0);
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _rig.Node.ReadAsync(EpochTable.GetAsync, Ended)));
            await BumpAsync();
        }
    }

    [Fact]
    public async Task A_connection_that_the_driver_tore_in_its_pool_is_replaced_without_an_error()
    {
        await _rig.Node.ReadAsync(TearAsync, Ended);
        await _rig.Node.ReadAsync(EpochTable.GetAsync, Ended);

        await _rig.Node.ReadAsync(TearAsync, Ended);
        (await BumpAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Who_cancels_what_runs_on_a_torn_connection_meets_no_exception_of_the_driver()
    {
        using var giving = new CancellationTokenSource();
        var entered = new TaskCompletionSource();
        var work = _rig.Node.ReadAsync(
            async (session, token) =>
            {
                var sleep = session.QueryFirstAsync<string>("select pg_sleep(60)::text", null, token);
                await TearAsync(session, token);
                entered.SetResult();
                return await sleep;
            },
            giving.Token);
        await entered.Task;

        Should.NotThrow(giving.Cancel);

        await _server.CrashAsync();
        await Should.ThrowAsync<Exception>(work);
    }

    [Fact]
    public async Task A_cancellation_bears_the_token_of_who_cancelled()
    {
        using var giving = new CancellationTokenSource();
        var entered = new TaskCompletionSource();
        var work = _rig.Node.ReadAsync(
            async (session, token) =>
            {
                var sleep = session.QueryFirstAsync<string>("select pg_sleep(60)::text", null, token);
                entered.SetResult();
                return await sleep;
            },
            giving.Token);
        await entered.Task;

        await giving.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(work)).CancellationToken.ShouldBe(giving.Token);
    }

    /// <summary>Leaves a connection as a crash of the server did that met the driver while it was opening one: the event that it resets before each command is disposed.</summary>
    private static Task<int> TearAsync(SqlSession session, CancellationToken cancellationToken)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        var connector = typeof(NpgsqlConnection).GetProperty("Connector", Hidden)!.GetValue(((PostgresSession)session).Connection)!;
        var events = connector.GetType().GetProperties(Hidden).Where(property => property.PropertyType == typeof(ManualResetEventSlim)).Select(property => property.GetValue(connector))
            .Concat(connector.GetType().GetFields(Hidden).Where(field => field.FieldType == typeof(ManualResetEventSlim)).Select(field => field.GetValue(connector))).ToList();
        events.ShouldNotBeEmpty();
        foreach (var each in events)
        {
            ((ManualResetEventSlim)each!).Dispose();
        }

        return Task.FromResult(0);
    }

    private Task<long> BumpAsync() => _rig.Node.WriteAsync((session, token) => StreamTable.BumpAsync(session, "config", token), Ended);
}
