namespace Switchyard.Bundles.Archives;

/// <summary>Where the bytes of archives come from.</summary>
internal interface IArchiveContent
{
    /// <summary>Writes the archive with this hash into <paramref name="target"/>. Whether it is that archive is for the caller to look at.</summary>
    /// <exception cref="ArchiveException">There is none.</exception>
    Task CopyAsync(string hash, Stream target, CancellationToken cancellationToken);
}
