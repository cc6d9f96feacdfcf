using System.Data.Common;
using Npgsql;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres;

/// <summary>A transaction on a pooled connection.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : SqlSession
{
    /// <summary>The channel that all nodes of a database listen on.</summary>
    public const string Channel = "switchyard";

    private long? _signalled;

    /// <inheritdoc />
    public override string ForUpdate => "for update";

    /// <inheritdoc />
    public override string ForKeyShare => "for key share";

    /// <inheritdoc />
    public override string ForUpdateSkipLocked => "for update skip locked";

    /// <inheritdoc />
    public override string Now => "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

    /// <summary>The snapshot's lower end is one of the whole server: transactions of other databases hold it back, too.</summary>
    public override string UsageTailEnd => "(select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + lift from usage_tail)";

    /// <inheritdoc />
    protected internal override DbConnection Connection => connection;

    /// <inheritdoc />
    protected internal override DbTransaction Transaction => transaction;

    /// <inheritdoc />
    protected override string ClockSql => "(extract(epoch from clock_timestamp()) * 1000)::bigint";

    /// <summary>Sent together with COMMIT, so it costs no round trip of its own.</summary>
    public override Task SignalAsync(string stream, long version, CancellationToken cancellationToken)
    {
        _signalled = Math.Max(_signalled ?? version, version);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Commits, with the notification before it in the same message. A COMMIT alone answers success when the transaction was broken by a failed statement that the work
    /// caught and hid, although everything is rolled back; the statement before it fails in that case, and so nobody is told of a commit that was none.
    /// </summary>
    public async Task CommitAsync()
    {
        await using var batch = new NpgsqlBatch(connection, transaction);

        // The payload "epoch:version" is for people who watch the channel; listeners read the truth from the tables whatever it says.
        var first = new NpgsqlBatchCommand(_signalled is null ? "select 1" : $"select pg_notify('{Channel}', value || ':' || $1::text) from epoch");
        if (_signalled is { } version)
        {
            first.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        }

        batch.BatchCommands.Add(first);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));

        // Not cancellable: a cancelled COMMIT is one of unknown outcome.
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
