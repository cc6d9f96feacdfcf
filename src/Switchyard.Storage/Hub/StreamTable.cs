using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Hub;

/// <summary>
/// Streams are rows of name and version. A bump holds its row until commit, so versions are given in commit order and without gaps: whoever has read up to version n
/// and finds n + 1 has missed nothing. Bump last in a transaction, several streams in ordinal order of their names; any other order can deadlock.
/// </summary>
public static class StreamTable
{
    /// <summary>Raises the version of <paramref name="name"/> by <paramref name="count"/> (1 or more) and returns the new one; a stream begins at version 1 on demand.</summary>
    public static Task<long> BumpAsync(SqlSession session, string name, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return session.QueryFirstAsync<long>(
            "insert into streams (name, version) values (@name, @count) on conflict (name) do update set version = streams.version + @count returning version",
            new { name, count = (long)count },
            cancellationToken);
    }

    /// <summary>Raises the version of <paramref name="name"/> by one and returns the new one.</summary>
    public static Task<long> BumpAsync(SqlSession session, string name, CancellationToken cancellationToken) => BumpAsync(session, name, 1, cancellationToken);

    /// <summary>As <see cref="VersionAsync"/>, and keeps every other writer from the stream until commit.</summary>
    public static async Task<long> LockAsync(SqlSession session, string name, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("insert into streams (name, version) values (@name, 0) on conflict (name) do nothing", new { name }, cancellationToken);
        return await session.QueryFirstAsync<long>($"select version from streams where name = @name {session.ForUpdate}", new { name }, cancellationToken);
    }

    /// <summary>The version of <paramref name="name"/>, 0 for a stream that was never bumped.</summary>
    public static Task<long> VersionAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long>("select version from streams where name = @name", new { name }, cancellationToken);

    /// <summary>The versions of all streams by name.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> VersionsAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<StreamVersion>("select name, version from streams", null, cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Version);
    }

    /// <summary>The versions of the streams <paramref name="names"/>; a stream that was never bumped is not among them.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> VersionsAsync(SqlSession session, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var (list, parameters) = ListOf(names);
        var rows = await session.QueryAsync<StreamVersion>($"select name, version from streams where name in ({list})", parameters, cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Version);
    }

    /// <summary>The epoch with the versions of the streams <paramref name="names"/>, in one statement; a stream that was never bumped is not among them.</summary>
    /// <exception cref="SchemaException">The database was never migrated.</exception>
    public static async Task<(Guid Epoch, IReadOnlyDictionary<string, long> Versions)> MomentAsync(
        SqlSession session, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var (list, parameters) = ListOf(names);
        var rows = await session.QueryAsync<EpochVersion>(
            $"select e.value as epoch, s.name as name, s.version as version from epoch e left join streams s on s.name in ({list})", parameters, cancellationToken);
        return rows.Count == 0
            ? throw new SchemaException("The database has no epoch; migrate it first.")
            : (rows[0].Epoch, rows.Where(row => row.Name is not null).ToDictionary(row => row.Name!, row => row.Version ?? 0));
    }

    /// <summary>One parameter each: a list parameter means an array to one driver and is spread out by the other.</summary>
    private static (string List, DynamicParameters Parameters) ListOf(IReadOnlyCollection<string> names)
    {
        var parameters = new DynamicParameters();
        foreach (var (index, name) in names.Index())
        {
            parameters.Add($"n{index}", name);
        }

        return (string.Join(", ", parameters.ParameterNames.Select(name => $"@{name}")), parameters);
    }

    private sealed record EpochVersion
    {
        public required Guid Epoch { get; init; }

        public string? Name { get; init; }

        public long? Version { get; init; }
    }

    private sealed record StreamVersion
    {
        public required string Name { get; init; }

        public required long Version { get; init; }
    }
}
