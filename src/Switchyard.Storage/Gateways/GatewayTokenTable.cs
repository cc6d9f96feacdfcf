using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Gateways;

/// <summary>Tokens of gateways.</summary>
public static class GatewayTokenTable
{
    private const string Columns = "id, gateway_id, hash, masked, created_at, expires_at, revoked_at, last_used_at";

    /// <summary>Tokens of a gateway in order of creation that are not revoked; expired ones included.</summary>
    public static Task<IReadOnlyList<GatewayTokenRow>> ListAsync(SqlSession session, Guid gatewayId, CancellationToken cancellationToken) =>
        session.QueryAsync<GatewayTokenRow>(
            $"select {Columns} from gateway_tokens where gateway_id = @gatewayId and revoked_at is null order by id", new { gatewayId }, cancellationToken);

    /// <summary>The token, revoked or not; null when it is not there.</summary>
    public static Task<GatewayTokenRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<GatewayTokenRow>($"select {Columns} from gateway_tokens where id = @id", new { id }, cancellationToken);

    /// <summary>The token with its gateway, whatever became of either; null when there is no such token.</summary>
    public static Task<GatewayPassRow?> FindPassAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<GatewayPassRow>(
            $"""
            select t.id as token_id, t.hash as hash, g.id as gateway_id, g.name as name, g.labels_json as labels_json,
                (t.revoked_at is not null or coalesce(t.expires_at <= {session.Now}, false)) as ended, (not g.enabled) as disabled, (g.deleted_at is not null) as deleted
            from gateway_tokens t join gateways g on g.id = t.gateway_id where t.id = @id
            """,
            new { id },
            cancellationToken);

    /// <summary>Adds <paramref name="row"/> as it is. How many a gateway may have is for the caller, who has locked the gateway.</summary>
    public static Task InsertAsync(SqlSession session, GatewayTokenRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into gateway_tokens ({Columns}) values (@Id, @GatewayId, @Hash, @Masked, @CreatedAt, @ExpiresAt, @RevokedAt, @LastUsedAt)", row, cancellationToken);

    /// <summary>Revokes the token of that gateway. False when there is none or it is revoked already.</summary>
    public static async Task<bool> RevokeAsync(SqlSession session, Guid gatewayId, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update gateway_tokens set revoked_at = @now where id = @id and gateway_id = @gatewayId and revoked_at is null", new { id, gatewayId, now }, cancellationToken) > 0;

    /// <summary>Notes a use.</summary>
    public static Task TouchAsync(SqlSession session, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update gateway_tokens set last_used_at = @now where id = @id", new { id, now }, cancellationToken);
}
