using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Composition;

/// <summary>Reads all sources now and composes them. No cache stands between: what it returns is what the sources say.</summary>
internal sealed class ConfigurationReader(DatabaseSource database, IFileSource files)
{
    public async Task<ConfigurationModel> ReadAsync(CancellationToken cancellationToken)
    {
        // Files first: a fault in them is found without the database.
        var layer = files.Read();
        return Composer.Compose(await database.ReadAsync(cancellationToken), layer);
    }
}
