using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Revisions;
using Switchyard.Model.Server;

namespace Switchyard.Configuration.Composition;

/// <summary>Reads the sources and composes them.</summary>
/// <remarks>
/// <para>Records and documents are read every time, by one transaction. Files are read when that is asked for. Of files and of documents the last good ones hold, so that a file that is half written on the disk,
/// or a document that this node can not use, never keeps a change of the records (a revoked key) from taking effect.</para>
/// <para>Used by the reloader's loop alone: one read at a time. <see cref="Sources"/> may be looked at by anybody.</para>
/// </remarks>
internal sealed class ConfigurationReader(DatabaseSource database, FileSource files)
{
    private FilePart? _good;
    private DocumentSet? _goodDocuments;
    private ConfigurationRejectedException? _badFiles;
    private ConfigurationRejectedException? _badDocuments;
    private string? _badVersions;
    private ConfigurationSources? _sources;

    /// <summary>Why the files or documents that hold are not the newest ones, or null when they are.</summary>
    public ConfigurationRejectedException? Rejection => (_badFiles, _badDocuments) switch
    {
        (null, _) => _badDocuments,
        (_, null) => _badFiles,
        _ => new ConfigurationRejectedException([.. _badFiles.Faults, .. _badDocuments.Faults]) { DocumentsOf = _badDocuments.DocumentsOf },
    };

    /// <summary>Whether the files on the disk are not the ones that hold.</summary>
    public bool HasBadFiles => _badFiles is not null;

    /// <summary>The settings of the node as the sources in force have them; they hold before the first read of the records, too.</summary>
    public ServerConfig Server => _good?.Server ?? _goodDocuments?.Part.Server ?? ServerConfig.Default;

    /// <summary>What the last read composed; null before the first.</summary>
    public ConfigurationSources? Sources => Volatile.Read(ref _sources);

    /// <summary>Reads now.</summary>
    /// <param name="rereadFiles">Whether to look at the files again; the first read always does.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ConfigurationRejectedException">Files or documents are wrong and there are no earlier good ones to go on with.</exception>
    public async Task<ConfigurationModel> ReadAsync(bool rereadFiles, CancellationToken cancellationToken)
    {
        // Files first: a fault in them is found without the database.
        if (rereadFiles || _good is null)
        {
            await ReadFilesAsync(cancellationToken);
        }

        var records = await database.ReadAsync(cancellationToken);
        Take(records);
        var sources = new ConfigurationSources(records, _goodDocuments!, _good!);
        Volatile.Write(ref _sources, sources);
        return sources.Compose();
    }

    private void Take(DatabaseRecords records)
    {
        if (records.Documents.Faults is not { Count: > 0 } faults)
        {
            _goodDocuments = records.Documents;
            _badDocuments = null;
            return;
        }

        // The revision that brought them is the rejected one, not those that follow and change something else.
        var versions = string.Join(' ', records.Documents.Documents.Where(document => document.Faults.Count > 0).Select(document => $"{document.Name}:{document.Version}"));
        if (_badDocuments is null || versions != _badVersions)
        {
            _badDocuments = new ConfigurationRejectedException(faults) { DocumentsOf = records.Revision };
            _badVersions = versions;
        }

        if (_goodDocuments is null)
        {
            throw _badDocuments;
        }
    }

    private async Task ReadFilesAsync(CancellationToken cancellationToken)
    {
        try
        {
            _good = await files.ReadAsync(cancellationToken);
            _badFiles = null;
        }
        catch (ConfigurationRejectedException rejection) when (_good is not null)
        {
            _badFiles = rejection;
        }
    }
}
