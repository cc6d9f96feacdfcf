using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Bundles;

/// <summary>Sign-ins of bundles. A renewal is claimed by one node (<see cref="TryClaimAsync"/>) before it asks the authorization server, so that a token which is good for one renewal is used for one.</summary>
public static class SignInTable
{
    private static readonly string[] Tables = ["bundle_sign_ins", "bundle_sign_in_starts", "bundle_sign_in_clients"];

    private const string Columns =
        "id, workspace, bundle, user_id, issuer, resource, serial, sealed, state, reason, losses, expires_at, retry_at, claimed_by, version, updated_at";

    /// <summary>How everybody stands, sign-ins under way that have not expired at <paramref name="now"/> included; sorted by workspace, bundle and user.</summary>
    public static Task<IReadOnlyList<SignInStandingRow>> StandingsAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.QueryAsync<SignInStandingRow>($"{Standings("", "expires_at > @now")} order by workspace, bundle, user_id", new { now }, cancellationToken);

    /// <summary>As above, of one bundle.</summary>
    public static Task<IReadOnlyList<SignInStandingRow>> StandingsAsync(SqlSession session, string workspace, string bundle, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string One = "workspace = @workspace and bundle = @bundle";
        return session.QueryAsync<SignInStandingRow>($"{Standings("where " + One, One + " and expires_at > @now")} order by workspace, bundle, user_id", new { workspace, bundle, now }, cancellationToken);
    }

    /// <summary>All sign-ins that are not lost, sorted by id.</summary>
    public static Task<IReadOnlyList<SignInRow>> ListOkAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<SignInRow>($"select {Columns} from bundle_sign_ins where state = 'ok' order by id", null, cancellationToken);

    /// <summary>The sign-ins of one user to one bundle: one, or one for each issuer.</summary>
    public static Task<IReadOnlyList<SignInRow>> FindAsync(SqlSession session, string workspace, string bundle, string userId, CancellationToken cancellationToken) =>
        session.QueryAsync<SignInRow>(
            $"select {Columns} from bundle_sign_ins where workspace = @workspace and bundle = @bundle and user_id = @userId order by serial desc", new { workspace, bundle, userId }, cancellationToken);

    /// <summary>One sign-in, or null.</summary>
    public static Task<SignInRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<SignInRow>($"select {Columns} from bundle_sign_ins where id = @id", new { id }, cancellationToken);

    /// <summary>Stores a sign-in over every former one of the same user and bundle.</summary>
    public static async Task PutAsync(SqlSession session, SignInRow row, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("delete from bundle_sign_ins where workspace = @Workspace and bundle = @Bundle and user_id = @UserId", row, cancellationToken);
        await session.ExecuteAsync(
            $"""
            insert into bundle_sign_ins ({Columns})
            values (@Id, @Workspace, @Bundle, @UserId, @Issuer, @Resource, @Serial, @Sealed, @State, @Reason, @Losses, @ExpiresAt, @RetryAt, @ClaimedBy, @Version, @UpdatedAt)
            """,
            row,
            cancellationToken);
    }

    /// <summary>
    /// Claims the renewal of a sign-in that is still as it was read and that nobody may have tried to renew since. False when somebody else was first. A claim that ends later than this one would is of a node whose clock is wrong,
    /// and keeps nobody.
    /// </summary>
    public static async Task<bool> TryClaimAsync(SqlSession session, SignInRow row, Guid node, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            update bundle_sign_ins set retry_at = @until, claimed_by = @node
            where id = @Id and version = @Version and state = 'ok' and (retry_at <= @now or retry_at > @until)
            """,
            new { row.Id, row.Version, node, now, until },
            cancellationToken) == 1;

    /// <summary>Lets go of a claim; <see cref="SignInRow.RetryAt"/> stays.</summary>
    public static Task ReleaseAsync(SqlSession session, SignInRow row, Guid node, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update bundle_sign_ins set claimed_by = null where id = @Id and version = @Version and claimed_by = @node", new { row.Id, row.Version, node }, cancellationToken);

    /// <summary>Stores renewed tokens. False when the sign-in is another one by now, or gone.</summary>
    public static async Task<bool> RenewAsync(SqlSession session, SignInRow row, byte[] tokens, DateTimeOffset? expiresAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            update bundle_sign_ins set sealed = @tokens, expires_at = @expiresAt, retry_at = 0, claimed_by = null, losses = 0, version = version + 1, updated_at = @now
            where id = @Id and serial = @Serial and version = @Version
            """,
            new { row.Id, row.Serial, row.Version, tokens, expiresAt, now },
            cancellationToken) == 1;

    /// <summary>Writes down that a sign-in was lost. False when it was already, is another one by now, or gone.</summary>
    public static async Task<bool> LoseAsync(SqlSession session, Guid id, Guid serial, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update bundle_sign_ins set state = 'lost', reason = @reason, claimed_by = null, version = version + 1, updated_at = @now where id = @id and serial = @serial and state = 'ok'",
            new { id, serial, reason, now },
            cancellationToken) == 1;

    /// <summary>Writes down how many checks have failed in a row.</summary>
    public static Task CountAsync(SqlSession session, Guid id, Guid serial, int losses, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update bundle_sign_ins set losses = @losses where id = @id and serial = @serial", new { id, serial, losses }, cancellationToken);

    /// <summary>Erases the sign-ins of a user to a bundle. Returns how many.</summary>
    public static Task<int> DeleteAsync(SqlSession session, string workspace, string bundle, string userId, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from bundle_sign_ins where workspace = @workspace and bundle = @bundle and user_id = @userId", new { workspace, bundle, userId }, cancellationToken);

    /// <summary>Erases everything about sign-ins to a bundle. Returns how many rows.</summary>
    public static Task<int> EraseAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken) =>
        EraseAsync(session, "workspace = @workspace and bundle = @bundle", new { workspace, bundle }, Tables, cancellationToken);

    /// <summary>Erases everything about sign-ins to bundles of a workspace. Returns how many rows.</summary>
    public static Task<int> EraseAsync(SqlSession session, string workspace, CancellationToken cancellationToken) =>
        EraseAsync(session, "workspace = @workspace", new { workspace }, Tables, cancellationToken);

    /// <summary>Erases the sign-ins of a user, also those under way. Returns how many rows.</summary>
    public static Task<int> EraseAsync(SqlSession session, Guid userId, CancellationToken cancellationToken) =>
        EraseAsync(session, "user_id = @userId", new { userId = SignInIds.TextOf(userId) }, Tables[..2], cancellationToken);

    private static async Task<int> EraseAsync(SqlSession session, string condition, object parameters, string[] tables, CancellationToken cancellationToken)
    {
        var erased = 0;
        foreach (var table in tables)
        {
            erased += await session.ExecuteAsync($"delete from {table} where {condition}", parameters, cancellationToken);
        }

        return erased;
    }

    private static string Standings(string signIns, string starts) =>
        $"""
        select workspace, bundle, user_id, state, issuer, resource, serial, reason, expires_at, updated_at from bundle_sign_ins {signIns}
        union all
        select workspace, bundle, user_id, 'pending', null, null, null, null, expires_at, null from bundle_sign_in_starts where {starts}
        """;
}
