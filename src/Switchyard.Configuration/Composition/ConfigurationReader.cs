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
/// never keeps a change of the records (a revoked key) from taking effect.</para>
/// <para>Used by the reloader's loop alone: one read at a time.</para>
/// </remarks>
internal sealed class ConfigurationReader(DatabaseSource database, FileSource files)
{
    private FilePart? _good;

    /// <summary>Why the files on the disk are not the ones that hold, or null when they are.</summary>
    public ConfigurationRejectedException? FileRejection { get; private set; }

    /// <summary>The settings of the node as the files in force have them; they hold before the first read of the records, too.</summary>
    public ServerConfig Server => _good?.Server ?? ServerConfig.Default;

    /// <summary>Reads now.</summary>
    /// <param name="rereadFiles">Whether to look at the files again; the first read always does.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ConfigurationRejectedException">The files are wrong and there are no earlier good ones to go on with.</exception>
    public async Task<ConfigurationModel> ReadAsync(bool rereadFiles, CancellationToken cancellationToken)
    {
        // Files first: a fault in them is found without the database.
        if (rereadFiles || _good is null)
        {
            await ReadFilesAsync(cancellationToken);
        }

        return Composer.Compose(await database.ReadAsync(cancellationToken), _good!);
    }

    private async Task ReadFilesAsync(CancellationToken cancellationToken)
    {
        try
        {
            _good = await files.ReadAsync(cancellationToken);
            FileRejection = null;
        }
        catch (ConfigurationRejectedException rejection) when (_good is not null)
        {
            FileRejection = rejection;
        }
    }
}
