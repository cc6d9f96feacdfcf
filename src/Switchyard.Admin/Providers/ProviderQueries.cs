using System.Text.Json;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Providers;

/// <summary>Reads providers from the database, so that every node shows the same at once.</summary>
internal sealed class ProviderQueries(Database database, ProviderStore store, FileProviders files, ProviderViews views)
{
    /// <summary>At most <paramref name="limit"/> providers by name, those after <paramref name="after"/>.</summary>
    public Task<IReadOnlyList<ProviderView>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => views.ListAsync(session, after, limit, token), cancellationToken);

    /// <summary>The provider with its entity tag.</summary>
    public Task<(ProviderView View, string ETag)> GetAsync(string idOrName, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                if (await store.FindAsync(session, idOrName, token) is { } stored)
                {
                    return (await views.OneAsync(session, stored, changing: false, token), EntityTags.Of(stored.Row.Version));
                }

                var provider = files.Find(idOrName) ?? throw new ProblemException(Problem.NotFound("provider", idOrName));
                var view = await views.OneAsync(session, provider, token);
                var record = view with { Status = view.Status with { Warnings = [] }, Keys = [] };
                return (view, EntityTags.OfContent(JsonSerializer.Serialize(record, ProviderJson.Default.ProviderView)));
            },
            cancellationToken);
}
