using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>What authorization servers know Switchyard by, where it registered itself.</summary>
public static class SignInClientTable
{
    /// <summary>The sealed registration, or null.</summary>
    public static Task<byte[]?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<byte[]>("select sealed from bundle_sign_in_clients where id = @id", new { id }, cancellationToken);

    /// <summary>Stores a registration over the former one.</summary>
    public static Task PutAsync(SqlSession session, Guid id, string workspace, string bundle, byte[] tokens, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            insert into bundle_sign_in_clients (id, workspace, bundle, sealed, created_at) values (@id, @workspace, @bundle, @tokens, @now)
            on conflict (id) do update set sealed = @tokens, created_at = @now
            """,
            new { id, workspace, bundle, tokens, now },
            cancellationToken);

    /// <summary>Forgets the registrations of a bundle: a server that has lost them says so when they are used.</summary>
    public static Task DeleteAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_sign_in_clients where workspace = @workspace and bundle = @bundle", new { workspace, bundle }, cancellationToken);
}
