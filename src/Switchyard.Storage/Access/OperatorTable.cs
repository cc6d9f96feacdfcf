using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Access;

/// <summary>Operator tokens of the control plane.</summary>
public static class OperatorTable
{
    private const string Columns = "id, name, role, hash, masked, enabled, created_at";

    /// <summary>All, sorted by name.</summary>
    public static Task<IReadOnlyList<OperatorRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<OperatorRow>($"select {Columns} from operators order by name", null, cancellationToken);

    /// <summary>The one whose token has this SHA-256, disabled or not; null when there is none.</summary>
    public static Task<OperatorRow?> FindByHashAsync(SqlSession session, byte[] hash, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<OperatorRow>($"select {Columns} from operators where hash = @hash", new { hash }, cancellationToken);

    /// <summary>The one with this id, or null.</summary>
    public static Task<OperatorRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<OperatorRow>($"select {Columns} from operators where id = @id", new { id }, cancellationToken);

    /// <summary>Adds <paramref name="row"/>; false, and nothing written, when its id, name or token is there already (two nodes that start with the same bootstrap token).</summary>
    public static async Task<bool> TryInsertAsync(SqlSession session, OperatorRow row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"insert into operators ({Columns}) values (@Id, @Name, @Role, @Hash, @Masked, @Enabled, @CreatedAt) on conflict do nothing", row, cancellationToken) > 0;

    /// <summary>Writes name, role, token hash, mask and enabled. False when it is not there.</summary>
    /// <exception cref="UniqueConflictException">Another one has the name or the token.</exception>
    public static async Task<bool> UpdateAsync(SqlSession session, OperatorRow row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update operators set name = @Name, role = @Role, hash = @Hash, masked = @Masked, enabled = @Enabled where id = @Id", row, cancellationToken) > 0;

    /// <summary>Deletes it. False when it is not there.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("delete from operators where id = @id", new { id }, cancellationToken) > 0;
}
