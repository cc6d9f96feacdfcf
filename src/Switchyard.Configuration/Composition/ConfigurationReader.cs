using Microsoft.Extensions.Logging;
using Switchyard.Configuration.History;
using Switchyard.Configuration.LastGood;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Revisions;
using Switchyard.Model.Server;

namespace Switchyard.Configuration.Composition;

/// <summary>Reads the sources and composes them.</summary>
/// <remarks>
/// <para>Records are read every time. Files are read when that is asked for; in between the last good ones hold, so that a file that is broken or half written on the disk
/// never keeps a change of the records (a revoked key) from taking effect. At a start with broken files those hold that served last.</para>
/// <para>Used by the reloader's loop alone: one read at a time.</para>
/// </remarks>
internal sealed partial class ConfigurationReader(
    DatabaseSource database, FileSource files, LastGoodKeeper lastGood, FileRevisions revisions, EpochKeeper epochs, ILogger<ConfigurationReader> logger)
{
    private readonly ILogger _logger = logger;
    private GoodFiles? _good;
    private string _hash = "";
    private FilePart? _told;

    /// <summary>Why the files on the disk are not the ones that hold, or null when they are.</summary>
    public ConfigurationRejectedException? FileRejection { get; private set; }

    /// <summary>Whether the sources were read completely at least once in this process.</summary>
    public bool HasRead { get; private set; }

    /// <summary>The settings of the node as the files in force have them; they hold before the first read of the records, too.</summary>
    public ServerConfig Server => _good?.Part.Server ?? ServerConfig.Default;

    /// <summary>Reads now.</summary>
    /// <param name="rereadFiles">Whether to look at the files again; the first read always does.</param>
    /// <param name="current">What is in force: a database of the same epoch that has not come as far was restored.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ConfigurationRejectedException">The files are wrong and there are no earlier good ones to go on with.</exception>
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

        var rows = await database.ReadAsync(cancellationToken);
        if (Known(rows.Epoch, current) is var known && rows.Revision < known)
        {
            await epochs.RenewAsync(rows.Epoch, known, cancellationToken);
            rows = await database.ReadAsync(cancellationToken);
        }

        HasRead = true;
        return Compose(rows, _good!, _hash);
    }

    /// <summary>What served last as it was then, from the disk; null when there is nothing that can be used, which is logged.</summary>
    public Reading? Restore() =>
        lastGood.Found() is { } kept && Former(kept) is { } former ? Compose(kept.Records, former, FilesHash.Of(former.Part)) : null;

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

    private Reading Compose(RawRecords rows, GoodFiles good, string hash) => new(Composer.Compose(database.Open(rows), good.Part), rows, good, hash);

    private async Task ReadFilesAsync(CancellationToken cancellationToken)
    {
        try
        {
            _good = await files.ReadGoodAsync(cancellationToken);
            FileRejection = null;
        }
        catch (ConfigurationRejectedException rejection)
        {
            _good ??= lastGood.Found() is { } kept ? Former(kept) : null;
            if (_good is null)
            {
                throw;
            }

            FileRejection = rejection;
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
