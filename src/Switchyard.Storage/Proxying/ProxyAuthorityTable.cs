using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Proxying;

/// <summary>The certificate authorities of the forward proxy. The unique rule of their states decides between writers that act at once.</summary>
public static class ProxyAuthorityTable
{
    /// <summary>Name of the table, for <see cref="UniqueConflictException.IsOf"/>.</summary>
    public const string Name = "proxy_authorities";

    private const string Columns = "id, state, certificate, sealed, not_after, created_at, changed_at";

    /// <summary>All, oldest first.</summary>
    public static Task<IReadOnlyList<ProxyAuthorityRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ProxyAuthorityRow>($"select {Columns} from {Name} order by created_at, id", null, cancellationToken);

    /// <summary>The active one and the next one, as far as they are there, locked until the commit.</summary>
    public static Task<IReadOnlyList<ProxyAuthorityRow>> LockAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ProxyAuthorityRow>($"select {Columns} from {Name} where state <> '{ProxyAuthorityStates.Retired}' order by id {session.ForUpdate}", null, cancellationToken);

    /// <summary>Adds one.</summary>
    /// <exception cref="UniqueConflictException">Another one has its state.</exception>
    public static Task InsertAsync(SqlSession session, ProxyAuthorityRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"insert into {Name} ({Columns}) values (@Id, @State, @Certificate, @Sealed, @NotAfter, @CreatedAt, @ChangedAt)", row, cancellationToken);

    /// <summary>Makes the next one active.</summary>
    /// <exception cref="UniqueConflictException">Another one is active.</exception>
    public static Task ActivateAsync(SqlSession session, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"update {Name} set state = '{ProxyAuthorityStates.Active}', changed_at = @now where id = @id", new { id, now }, cancellationToken);

    /// <summary>Retires one: its key is erased.</summary>
    public static Task RetireAsync(SqlSession session, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"update {Name} set state = '{ProxyAuthorityStates.Retired}', sealed = null, changed_at = @now where id = @id", new { id, now }, cancellationToken);

    /// <summary>Deletes the retired ones but for the <paramref name="keep"/> newest.</summary>
    public static Task ForgetAsync(SqlSession session, int keep, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            delete from {Name} where state = '{ProxyAuthorityStates.Retired}'
            and id not in (select id from {Name} where state = '{ProxyAuthorityStates.Retired}' order by changed_at desc, id desc limit @keep)
            """,
            new { keep },
            cancellationToken);
}
