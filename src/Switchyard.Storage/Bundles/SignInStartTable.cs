using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Sign-ins under way, one at a time for each bundle and user.</summary>
public static class SignInStartTable
{
    private const string Columns = "id, workspace, bundle, user_id, state_hash, sealed, started_by, expires_at";

    /// <summary>The one of a user that has not expired at <paramref name="now"/>, or null.</summary>
    public static Task<SignInStartRow?> FindAsync(SqlSession session, string workspace, string bundle, string userId, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<SignInStartRow>(
            $"select {Columns} from bundle_sign_in_starts where workspace = @workspace and bundle = @bundle and user_id = @userId and expires_at > @now",
            new { workspace, bundle, userId, now },
            cancellationToken);

    /// <summary>Begins one, unless one of the same user is under way; what has expired at <paramref name="now"/> goes, anybody's. False when somebody else was first.</summary>
    public static async Task<bool> TryAddAsync(SqlSession session, SignInStartRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("delete from bundle_sign_in_starts where expires_at <= @now", new { now }, cancellationToken);
        return await session.ExecuteAsync(
            $"""
            insert into bundle_sign_in_starts ({Columns}) values (@Id, @Workspace, @Bundle, @UserId, @StateHash, @Sealed, @StartedBy, @ExpiresAt)
            on conflict (workspace, bundle, user_id) do nothing
            """,
            row,
            cancellationToken) == 1;
    }

    /// <summary>Takes the one with this state away and returns it; null when there is none, or when it has expired at <paramref name="now"/>. Of two that ask at once one gets it.</summary>
    public static async Task<SignInStartRow?> TakeAsync(SqlSession session, string stateHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await session.QueryFirstAsync<SignInStartRow>($"delete from bundle_sign_in_starts where state_hash = @stateHash returning {Columns}", new { stateHash }, cancellationToken);
        return row is not null && row.ExpiresAt > now ? row : null;
    }

    /// <summary>Ends the one of a user. Returns how many.</summary>
    public static Task<int> DeleteAsync(SqlSession session, string workspace, string bundle, string userId, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_sign_in_starts where workspace = @workspace and bundle = @bundle and user_id = @userId", new { workspace, bundle, userId }, cancellationToken);
}
