using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Host.Serving;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;

namespace Switchyard.Host.Doctor;

/// <summary>The database as a node would open it: version, schema, clock, rights, notifications, and whether every sealed value has its key. Nothing is migrated or written.</summary>
internal static class DatabaseCheck
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Harmful = TimeSpan.FromMinutes(1);

    /// <summary>Looks; also tells what the database names that this machine needs.</summary>
    public static async Task<(IReadOnlyList<Finding> Findings, RecordedParts Recorded)> RunAsync(ServeOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (!options.UsesPostgres)
        {
            findings.Add(new Finding("SQLite", FindingState.Ok, $"Version {SqliteDatabase.LibraryVersion}: one process, one writer.", "For more than one node use PostgreSQL."));
            if (!File.Exists(options.Database))
            {
                findings.Add(new Finding("database", FindingState.Warning, $"{Path.GetFullPath(options.Database)} does not exist.", "The first 'switchyard serve' makes it."));
                return (findings, RecordedParts.None);
            }
        }

        try
        {
            await using var database = NodeStorage.OpenDatabase(options, time, NullLoggerFactory.Instance);
            return (findings, await InspectAsync(database, options, time, findings, cancellationToken));
        }
        catch (DatabaseInUseException inUse)
        {
            findings.Add(new Finding("database", FindingState.Ok, inUse.Message, "What is in it is checked while no node runs; the node is asked below."));
        }
        catch (DatabaseAddressException wrong)
        {
            findings.Add(new Finding("database", FindingState.Failed, wrong.Message, "SWITCHYARD_DATABASE is a file, 'Host=…;Database=…' or 'postgres://user:password@host/database'."));
        }
        catch (Exception failure) when (failure is DatabaseUnavailableException or DatabaseBusyException or SchemaException)
        {
            findings.Add(new Finding("database", FindingState.Failed, failure.Message, "Is it running, does it take connections from this machine, and are user and password right?"));
        }

        return (findings, RecordedParts.None);
    }

    private static async Task<RecordedParts> InspectAsync(Database database, ServeOptions options, TimeProvider time, List<Finding> findings, CancellationToken cancellationToken)
    {
        var facts = await database.InspectAsync(cancellationToken);
        findings.Add(new Finding("database", FindingState.Ok, $"{facts.Kind} {facts.Version} at {facts.Place}."));
        Clock(facts, time.GetUtcNow(), findings);
        if (database is PostgresDatabase postgres)
        {
            findings.AddRange(await PostgresCheck.RunAsync(postgres, facts, cancellationToken));
        }

        if (facts.SchemaNumber != facts.KnownSchemaNumber)
        {
            findings.Add(facts.SchemaNumber < facts.KnownSchemaNumber
                ? new Finding("schema", FindingState.Warning, $"Schema {facts.SchemaNumber}; this version has {facts.KnownSchemaNumber}.", "The next 'switchyard serve' migrates it. Make a backup first.")
                : new Finding("schema", FindingState.Failed, $"Schema {facts.SchemaNumber} is of a later version of Switchyard; this one knows {facts.KnownSchemaNumber}.", "Run the version that migrated it, or a later one. A schema does not go back."));
            return RecordedParts.None;
        }

        findings.Add(new Finding("schema", FindingState.Ok, $"Schema {facts.SchemaNumber}."));
        await SealedValuesAsync(database, options, findings, cancellationToken);
        return await database.ReadAsync(RecordedParts.ReadAsync, cancellationToken);
    }

    private static void Clock(DatabaseFacts facts, DateTimeOffset now, List<Finding> findings)
    {
        if (facts.Clock is not { } theirs)
        {
            return;
        }

        var skew = now - theirs;
        findings.Add(skew.Duration() < Skew
            ? new Finding("clock", FindingState.Ok, "This machine and the database agree.")
            : new Finding(
                "clock",
                skew.Duration() < Harmful ? FindingState.Warning : FindingState.Failed,
                $"This machine is {skew.TotalSeconds:0.0} s from the database: times that are shown differ, and tokens end early or late by as much. Nothing is ordered by clocks.",
                "Mend the time synchronisation of both machines."));
    }

    private static async Task SealedValuesAsync(Database database, ServeOptions options, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (KeysOf(options) is not { } ring)
        {
            return;
        }

        var uses = await new SecretRotation(database, new SecretSealer(ring)).StatusAsync(cancellationToken);
        findings.AddRange(uses.Where(static use => use is { IsLost: true, Count: > 0 }).Select(use =>
            new Finding("sealed values", FindingState.Failed, $"{use.Count} value(s) of {use.Column.Table}.{use.Column.Column} are sealed by key {use.KeyId}, which is not among the keys given.", "Add that key to SWITCHYARD_SECRET_KEYS, behind the first one.")));
        if (!uses.Any(static use => use is { IsLost: true, Count: > 0 }))
        {
            findings.Add(new Finding("sealed values", FindingState.Ok, $"Every one of {uses.Where(static use => use.InRing).Sum(static use => use.Count)} sealed value(s) has its key."));
        }

        if (uses.Any(static use => use is { InRing: true, Seals: false, Count: > 0 }))
        {
            findings.Add(new Finding("sealed values", FindingState.Warning, "Some values are still sealed by an older key.", "switchyard secrets rotate"));
        }
    }

    /// <summary>Null without keys, and with wrong ones, which <see cref="SealingKeysCheck"/> tells of.</summary>
    private static SecretKeyRing? KeysOf(ServeOptions options)
    {
        try
        {
            return options.SecretKeys is null && !File.Exists(Path.Combine(options.DataDirectory, NodeStorage.KeyFile)) ? null : NodeStorage.OpenKeys(options, NullLogger.Instance);
        }
        catch (SecretKeyException)
        {
            return null;
        }
    }
}
