using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Revisions;

/// <summary>What content of the configuration files is on record. There is one row at most.</summary>
public static class FileContentTable
{
    private const string Columns = "hash, revision, node, changed_at";

    /// <summary>The content on record, or null before the first.</summary>
    public static Task<FileContentRow?> FindAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<FileContentRow>($"select {Columns} from config_files where id = 1", null, cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, and keeps every other writer from it until commit.</summary>
    public static Task<FileContentRow?> LockAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<FileContentRow>($"select {Columns} from config_files where id = 1 {session.ForUpdate}", null, cancellationToken);

    /// <summary>Records the first content. False when another node was faster.</summary>
    public static async Task<bool> TryInsertAsync(SqlSession session, FileContentRow row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"insert into config_files (id, {Columns}) values (1, @Hash, @Revision, @Node, @ChangedAt) on conflict (id) do nothing", row, cancellationToken) > 0;

    /// <summary>Records another content in place of the one before.</summary>
    public static Task UpdateAsync(SqlSession session, FileContentRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update config_files set hash = @Hash, revision = @Revision, node = @Node, changed_at = @ChangedAt where id = 1", row, cancellationToken);
}
