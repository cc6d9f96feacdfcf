using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Host.Serving;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;

namespace Switchyard.Host.Doctor;

/// <summary>The database as a node would open it, its clock, and whether every sealed value has its key. Nothing is migrated or written.</summary>
internal static class DatabaseCheck
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    public static async Task<IReadOnlyList<Finding>> RunAsync(ServeOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (!options.UsesPostgres)
        {
            findings.Add(new Finding("SQLite", FindingState.Ok, $"Version {SqliteDatabase.LibraryVersion}: one process, one writer.", "For more than one node use PostgreSQL."));
            if (!File.Exists(options.Database))
            {
                findings.Add(new Finding("database", FindingState.Warning, $"{Path.GetFullPath(options.Database)} does not exist.", "The first 'switchyard serve' makes it."));
                return findings;
            }
        }

        try
        {
            await using var database = NodeStorage.OpenDatabase(options, time, NullLoggerFactory.Instance);
            await InspectAsync(database, options, time, findings, cancellationToken);
        }
        catch (DatabaseInUseException inUse)
        {
            findings.Add(new Finding("database", FindingState.Ok, inUse.Message, "What is in it is checked while no node runs; the node is asked below."));
        }
        catch (Exception failure) when (failure is DatabaseAddressException or DatabaseUnavailableException or DatabaseBusyException or SchemaException or SecretKeyException)
        {
            findings.Add(new Finding("database", FindingState.Failed, failure.Message));
        }

        return findings;
    }

    private static async Task InspectAsync(Database database, ServeOptions options, TimeProvider time, List<Finding> findings, CancellationToken cancellationToken)
    {
        var clock = options.UsesPostgres ? "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)" : "select cast((julianday('now') - 2440587.5) * 86400000 as integer)";
        var (theirs, schema) = await database.ReadAsync(
            async (session, ct) => (
                await session.QueryFirstAsync<long>(clock, null, ct),
                await session.QueryFirstAsync<long>("select coalesce(max(number), 0) from schema_migrations", null, ct)),
            cancellationToken);
        findings.Add(new Finding("database", FindingState.Ok, $"{database.Kind}, schema {schema}."));

        var skew = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(theirs);
        findings.Add(skew.Duration() < Skew
            ? new Finding("clock", FindingState.Ok, "This machine and the database agree.")
            : new Finding("clock", FindingState.Warning, $"This machine is {skew.TotalSeconds:0.0} s from the database.", "Times shown to people will differ; nothing is ordered by clocks."));

        if (options.SecretKeys is null && !File.Exists(Path.Combine(options.DataDirectory, NodeStorage.KeyFile)))
        {
            findings.Add(new Finding("sealing keys", FindingState.Warning, "There is no key yet.", "The first 'switchyard serve' makes a key file, unless SWITCHYARD_SECRET_KEYS is set."));
            return;
        }

        var ring = NodeStorage.OpenKeys(options, NullLogger.Instance);
        var uses = await new SecretRotation(database, new SecretSealer(ring)).StatusAsync(cancellationToken);
        var lost = uses.Where(use => !use.InRing && use.Count > 0).ToArray();
        findings.AddRange(lost.Select(use =>
            new Finding("sealing keys", FindingState.Failed, $"{use.Count} value(s) of {use.Column.Table}.{use.Column.Column} are sealed by key {use.KeyId}, which is not among the keys given.", "Add that key to SWITCHYARD_SECRET_KEYS, behind the first one.")));
        if (lost.Length == 0)
        {
            findings.Add(new Finding("sealing keys", FindingState.Ok, $"Every one of {uses.Sum(use => use.Count)} sealed value(s) has its key."));
        }

        if (uses.Any(use => use.InRing && !use.Seals && use.Count > 0))
        {
            findings.Add(new Finding("sealing keys", FindingState.Warning, "Some values are still sealed by an older key.", "switchyard secrets rotate"));
        }
    }
}
