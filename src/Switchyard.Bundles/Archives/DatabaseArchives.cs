using Switchyard.Storage.Bundles;
using Switchyard.Storage.Sql;

namespace Switchyard.Bundles.Archives;

/// <summary>Archives that were uploaded, part by part, so that neither memory nor a transaction holds one whole.</summary>
internal sealed class DatabaseArchives(Database database) : IArchiveContent
{
    /// <inheritdoc />
    public async Task CopyAsync(string hash, Stream target, CancellationToken cancellationToken)
    {
        for (var part = 0; ; part++)
        {
            var number = part;
            var content = await database.ReadAsync((session, token) => BundleArchiveTable.PartAsync(session, hash, number, token), cancellationToken);
            if (content is null)
            {
                return;
            }

            await target.WriteAsync(content, cancellationToken);
        }
    }
}
