using System.Text.Json;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Providers;
using Switchyard.Admin.Requests;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.ProviderKeys;

/// <summary>Reads the keys of a provider.</summary>
internal sealed class ProviderKeyQueries(Database database, ProviderQueries providers, ProviderStore store, FileProviders files, ProviderViews views)
{
    public async Task<IReadOnlyList<ProviderKeyView>> ListAsync(string provider, CancellationToken cancellationToken) =>
        (await providers.GetAsync(provider, cancellationToken)).View.Keys;

    /// <summary>One key with its entity tag, which says what an operator can change of it and not how it fares.</summary>
    public Task<(ProviderKeyView View, string ETag)> GetAsync(string provider, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                if (await store.FindAsync(session, provider, token) is { } stored)
                {
                    var row = Find(stored, id);
                    return (In(await views.OneAsync(session, stored, changing: false, token), id), EntityTags.Of(row.Version));
                }

                var file = files.Find(provider) ?? throw new ProblemException(Problem.NotFound("provider", provider));
                var view = In(await views.OneAsync(session, file, token), id);
                var record = view with { Health = null, LastUsedAt = null, SafeToRevoke = null, InUseBy = null };
                return (view, EntityTags.OfContent(JsonSerializer.Serialize(record, ProviderJson.Default.ProviderKeyView)));
            },
            cancellationToken);

    /// <summary>The key <paramref name="id"/> of a record, or a 404; 400 when it can be no id.</summary>
    public static ProviderKeyRow Find(ProviderRecord provider, string id)
    {
        var keyId = Ids.Parse(id);
        return provider.Keys.FirstOrDefault(key => key.Id == keyId) ?? throw new ProblemException(Problem.NotFound("key", id));
    }

    private static ProviderKeyView In(ProviderView provider, string id)
    {
        var keyId = Ids.Parse(id);
        return provider.Keys.FirstOrDefault(key => key.Id == keyId) ?? throw new ProblemException(Problem.NotFound("key", id));
    }
}
