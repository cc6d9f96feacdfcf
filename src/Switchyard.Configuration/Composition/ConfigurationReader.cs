using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Canaries;
using Switchyard.Configuration.History;
using Switchyard.Configuration.LastGood;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Revisions;
using Switchyard.Model.Server;
using Switchyard.Storage.Documents;

namespace Switchyard.Configuration.Composition;

/// <summary>Reads the sources and composes them.</summary>
/// <remarks>
/// <para>Records and documents are read every time, those that can have changed, by one transaction. Files are read when that is asked for. Of files and of documents the last good ones hold, so that a file that is half written on the disk,
/// or a document that this node can not use, never keeps a change of the records (a revoked key) from taking effect. At a start with broken ones those hold that served last.</para>
/// <para>Used by the reloader's loop alone: one read at a time. <see cref="Sources"/> may be looked at by anybody.</para>
/// </remarks>
internal sealed partial class ConfigurationReader(
    DatabaseSource database, FileSource files, CanaryTrial canaries, LastGoodKeeper lastGood, FileRevisions revisions, EpochKeeper epochs, ILogger<ConfigurationReader> logger)
{
    private readonly ILogger _logger = logger;
    private GoodFiles? _good;
    private string _hash = "";
    private FilePart? _told;
    private (DocumentSet Set, IReadOnlyList<DocumentRow> Rows)? _goodDocuments;
    private ConfigurationRejectedException? _badFiles;
    private ConfigurationRejectedException? _badDocuments;
    private ConfigurationRejectedException? _badDraft;
    private string? _badVersions;
    private ConfigurationSources? _sources;
    private Reading? _inForce;

    /// <summary>Why the files or documents that hold are not the newest ones, or null when they are.</summary>
    public ConfigurationRejectedException? Rejection
    {
        get
        {
            ConfigurationRejectedException[] all = [.. new[] { _badFiles, _badDocuments, _badDraft }.OfType<ConfigurationRejectedException>()];
            return all.Length < 2
                ? all.FirstOrDefault()
                : new ConfigurationRejectedException([.. all.SelectMany(rejection => rejection.Faults)]) { DocumentsOf = _badDocuments?.DocumentsOf ?? _badDraft?.DocumentsOf };
        }
    }

    /// <summary>Whether the files on the disk are not the ones that hold.</summary>
    public bool HasBadFiles => _badFiles is not null;

    /// <summary>Whether the sources were read completely at least once in this process.</summary>
    public bool HasRead { get; private set; }

    /// <summary>The settings of the node as the sources in force have them; they hold before the first read of the records, too.</summary>
    public ServerConfig Server => _good?.Part.Server ?? _goodDocuments?.Set.Part.Server ?? ServerConfig.Default;

    /// <summary>What the last read composed; null before the first.</summary>
    public ConfigurationSources? Sources => Volatile.Read(ref _sources);

    /// <summary>Reads now.</summary>
    /// <param name="rereadFiles">Whether to look at the files again, and at all records; the first read always does.</param>
    /// <param name="current">What is in force: a database of the same epoch that has not come as far was restored.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ConfigurationRejectedException">Files or documents are wrong and there are no earlier good ones to go on with.</exception>
    public async Task<Reading> ReadAsync(bool rereadFiles, ConfigurationModel? current, CancellationToken cancellationToken)
    {
        // Files first: a fault in them is found without the database.
        if (rereadFiles || _good is null)
        {
            await ReadFilesAsync(cancellationToken);
        }

        // Before the records are read: what the files changed is in force under the number that this change makes.
        if (files.Paths.Count > 0)
        {
            await revisions.TellAsync(_hash, _good!.Part, lastGood.Found()?.FilesHash, Summary, cancellationToken);
            _told = _good.Part;
        }

        var rows = await database.ReadAsync(rereadFiles, cancellationToken);
        if (Known(rows.Epoch, current) is var known && rows.Revision < known)
        {
            await epochs.RenewAsync(rows.Epoch, known, cancellationToken);
            rows = await database.ReadAsync(everything: true, cancellationToken);
        }

        var records = database.Open(rows);
        Take(rows, records);
        HasRead = true;
        var (documents, documentRows) = _goodDocuments!.Value;
        Volatile.Write(ref _sources, new ConfigurationSources(records, documents, _good!.Part));
        var part = rows.Canary is { } draft ? canaries.PartIn(draft, documents, _good.Part) : null;
        _badDraft = part?.Rejection;
        return Compose(rows with { Documents = documentRows }, records, documents, _good, _hash, part);
    }

    /// <summary>What served last as it was then, from the disk; null when there is nothing that can be used, which is logged.</summary>
    public Reading? Restore()
    {
        if (lastGood.Found() is not { } kept || Former(kept) is not { } former)
        {
            return null;
        }

        var records = database.Open(kept.Records);
        if (records.Documents.Faults is { Count: > 0 } faults)
        {
            LogUnusable(new ConfigurationRejectedException(faults).Message);
            return null;
        }

        Volatile.Write(ref _sources, new ConfigurationSources(records, records.Documents, former.Part));
        return Compose(kept.Records, records, records.Documents, former, FilesHash.Of(former.Part), canary: null);
    }

    /// <summary>
    /// The records of <paramref name="refused"/> over the files and documents that are in force, without what a canary tries unless that is in force too; null where that would be the same again.
    /// </summary>
    public Reading? Former(Reading refused)
    {
        if (_inForce is not { } held || held.Content == refused.Content)
        {
            return null;
        }

        var rows = refused.Records with { Documents = held.Records.Documents };
        var part = rows.Canary is { } draft ? canaries.PartIn(draft, held.Documents, held.Files.Part) : null;
        if (part is not null && held.Content.Canary != part.Mark.Revision)
        {
            part = part with { Mark = part.Mark with { Runs = false }, Documents = null };
        }

        return Compose(rows, refused.Opened, held.Documents, held.Files, held.FilesHash, part);
    }

    /// <summary>Whether files, documents or canary of <paramref name="reading"/> are others than those in force.</summary>
    public bool IsNew(Reading reading) => _inForce is { } held && held.Content != reading.Content;

    /// <summary>What was read is in force.</summary>
    public void PutInForce(Reading reading) => _inForce = reading;

    /// <summary>Has what was put in force kept for the next start.</summary>
    public void Keep(Reading reading) => lastGood.Keep(new LastGoodContent(LastGoodContent.CurrentVersion, reading.Records, reading.Files.Material, reading.FilesHash));

    private long Known(Guid epoch, ConfigurationModel? current)
    {
        var served = current?.Epoch == epoch ? current.Revision : 0;
        return lastGood.Found() is { } kept && kept.Records.Epoch == epoch ? Math.Max(served, kept.Records.Revision) : served;
    }

    private string Summary() => (_told ?? (lastGood.Found() is { } kept ? Former(kept)?.Part : null)) is { } before
        ? FilesDiff.Summarize(before, _good!.Part)
        : "other files than those on record";

    private static Reading Compose(RawRecords rows, DatabaseRecords records, DocumentSet documents, GoodFiles good, string hash, CanaryPart? canary)
    {
        var sources = new ConfigurationSources(records, documents, good.Part);
        var plain = sources.Compose() with { Canary = canary is null ? null : canary.Mark with { Runs = false } };
        var tried = canary?.Documents is { } documentsTried ? (sources with { Documents = documentsTried }).Compose() with { Canary = canary.Mark } : plain;
        return new Reading(tried, rows, good, hash) { Base = plain, Opened = records, Documents = documents };
    }

    private void Take(RawRecords rows, DatabaseRecords records)
    {
        var faults = records.Documents.FaultsWith(_good!.Part);
        if (faults.Count == 0)
        {
            _goodDocuments = (records.Documents, rows.Documents);
            _badDocuments = null;
            return;
        }

        // The revision that brought them is the rejected one, not those that follow and change something else.
        var versions = string.Join(' ', records.Documents.Documents.Select(document => $"{document.Name}:{document.Version}"));
        if (_badDocuments is null || versions != _badVersions)
        {
            _badDocuments = new ConfigurationRejectedException(faults) { DocumentsOf = records.Revision };
            _badVersions = versions;
        }

        _goodDocuments ??= FormerDocuments();
        if (_goodDocuments is null)
        {
            throw _badDocuments;
        }
    }

    private (DocumentSet, IReadOnlyList<DocumentRow>)? FormerDocuments()
    {
        if (lastGood.Found() is not { } kept)
        {
            return null;
        }

        var documents = database.OpenDocuments(kept.Records.Documents);
        return documents.FaultsWith(_good!.Part).Count == 0 ? (documents, kept.Records.Documents) : null;
    }

    private async Task ReadFilesAsync(CancellationToken cancellationToken)
    {
        try
        {
            _good = await files.ReadGoodAsync(cancellationToken);
            _badFiles = null;
        }
        catch (ConfigurationRejectedException rejection)
        {
            _good ??= lastGood.Found() is { } kept ? Former(kept) : null;
            if (_good is null)
            {
                throw;
            }

            _badFiles = rejection;
        }

        _hash = FilesHash.Of(_good.Part);
    }

    private GoodFiles? Former(LastGoodContent kept)
    {
        try
        {
            return files.Read(kept.Files);
        }
        catch (ConfigurationRejectedException rejection)
        {
            LogUnusable(rejection.Message);
            return null;
        }
    }

    [LoggerMessage(3040, LogLevel.Warning, "The last good configuration can not be used by this version: {Reason}")]
    private partial void LogUnusable(string reason);
}
