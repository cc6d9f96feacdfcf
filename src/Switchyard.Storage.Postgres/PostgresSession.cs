using System.Data.Common;
using Npgsql;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres;

/// <summary>A transaction on a pooled connection.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : SqlSession
{
    /// <summary>The channel that all nodes of a database listen on.</summary>
    public const string Channel = "switchyard";

    /// <inheritdoc />
    public override string ForUpdate => "for update";

    /// <inheritdoc />
    public override string ForUpdateSkipLocked => "for update skip locked";

    /// <inheritdoc />
    protected internal override DbConnection Connection => connection;

    /// <inheritdoc />
    protected internal override DbTransaction Transaction => transaction;

    /// <summary>The payload <c>epoch:version</c> is for people who watch the channel; listeners read the truth from the tables whatever it says.</summary>
    public override Task SignalAsync(string stream, long version, CancellationToken cancellationToken) =>
        ExecuteAsync($"select pg_notify('{Channel}', value || ':' || @version::text) from epoch", new { version }, cancellationToken);
}
