using Microsoft.Extensions.Logging;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Migrations;

/// <summary>
/// Brings a schema up to date. Each step runs in a transaction of its own that holds the database's migration lock and looks again at what is applied,
/// so nodes that start together take turns and each step is applied once, by whoever comes first. A step of several parts is on record when its last part is: until then its parts may be repeated.
/// </summary>
/// <param name="known">What this version can apply.</param>
/// <param name="lockedTransaction">Runs its work in a transaction that holds the migration lock.</param>
/// <param name="clock">For the time a step was applied.</param>
/// <param name="logger">Told of each step.</param>
internal sealed partial class MigrationRunner(
    MigrationSet known, Func<Func<SqlSession, CancellationToken, Task<bool>>, CancellationToken, Task<bool>> lockedTransaction, TimeProvider clock, ILogger logger)
{
    /// <summary>Version written next to each step and named when a schema is refused.</summary>
    public static string ProductVersion { get; } = typeof(MigrationRunner).Assembly.GetName().Version!.ToString(3);

    private (int Number, int Parts) _begun;

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="SchemaException">The schema is newer than this version, or an applied step was altered.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await lockedTransaction(ApplyNextAsync, cancellationToken))
        {
        }
    }

    private async Task<bool> ApplyNextAsync(SqlSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            """
            create table if not exists schema_migrations (
                number integer not null primary key,
                name text not null,
                checksum text not null,
                applied_at bigint not null,
                product_version text not null)
            """,
            null,
            cancellationToken);
        var applied = await session.QueryAsync<AppliedMigration>(
            "select number, name, checksum, product_version from schema_migrations order by number", null, cancellationToken);
        Check(applied);

        var done = applied.Select(migration => migration.Number).ToHashSet();
        var next = known.Migrations.FirstOrDefault(migration => !done.Contains(migration.Number));
        if (next is null)
        {
            await EpochTable.EnsureAsync(session, clock.GetUtcNow(), cancellationToken);
            return false;
        }

        var part = _begun.Number == next.Number ? _begun.Parts : 0;
        await session.ExecuteAsync(next.Parts[part], null, cancellationToken);
        if (part < next.Parts.Count - 1)
        {
            _begun = (next.Number, part + 1);
            return true;
        }

        await session.ExecuteAsync(
            "insert into schema_migrations (number, name, checksum, applied_at, product_version) values (@Number, @Name, @Checksum, @At, @ProductVersion)",
            new { next.Number, next.Name, next.Checksum, At = clock.GetUtcNow(), ProductVersion },
            cancellationToken);
        LogApplied(next.FullName);
        return true;
    }

    private void Check(IReadOnlyList<AppliedMigration> applied)
    {
        if (applied.Count > 0 && applied[^1].Number > known.Latest)
        {
            var newest = applied[^1];
            throw new SchemaException(
                $"The schema of the database is at {newest.FullName}, made by Switchyard {newest.ProductVersion}; this is Switchyard {ProductVersion}, "
                + $"which knows migrations up to {known.Latest:0000}. Start version {newest.ProductVersion} or later, or restore an older backup.");
        }

        var byNumber = known.Migrations.ToDictionary(migration => migration.Number);
        foreach (var step in applied)
        {
            if (!byNumber.TryGetValue(step.Number, out var expected) || expected.Name != step.Name)
            {
                throw new SchemaException($"The database has migration {step.FullName} (Switchyard {step.ProductVersion}), which Switchyard {ProductVersion} does not know.");
            }

            if (expected.Checksum != step.Checksum)
            {
                throw new SchemaException($"Migration {step.FullName} was applied by Switchyard {step.ProductVersion} with another content than the one of Switchyard {ProductVersion}.");
            }
        }
    }

    [LoggerMessage(1000, LogLevel.Information, "Applied migration {Migration}")]
    private partial void LogApplied(string migration);
}
