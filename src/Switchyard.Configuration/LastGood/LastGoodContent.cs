using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File;

namespace Switchyard.Configuration.LastGood;

/// <summary>
/// What a configuration that served was composed of: rows as they are stored, files and variables as they were read. It is composed again by the code that composes the sources, so what is restored is
/// what served, whatever sections a later version adds.
/// </summary>
/// <param name="Version">Of this form; another is not read.</param>
/// <param name="Records">The rows; their secrets are sealed a second time, as in the database.</param>
/// <param name="Files">The files, with the secrets in them.</param>
/// <param name="FilesHash">What tells this content of the files from another.</param>
internal sealed record LastGoodContent(int Version, RawRecords Records, FileMaterial Files, string FilesHash)
{
    /// <summary>The form that this version writes.</summary>
    public const int CurrentVersion = 1;
}
