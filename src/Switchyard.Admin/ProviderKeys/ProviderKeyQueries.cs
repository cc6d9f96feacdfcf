using Switchyard.Admin.Problems;
using Switchyard.Admin.Providers;
using Switchyard.Admin.Requests;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.ProviderKeys;

/// <summary>Reads the keys of a provider.</summary>
internal sealed class ProviderKeyQueries(ProviderQueries providers)
{
    public async Task<IReadOnlyList<ProviderKeyView>> ListAsync(string provider, CancellationToken cancellationToken) =>
        (await providers.GetAsync(provider, cancellationToken)).View.Keys;

    /// <summary>The key <paramref name="id"/> of a record, or a 404; 400 when it can be no id.</summary>
    public static ProviderKeyRow Find(ProviderRecord provider, string id)
    {
        var keyId = Ids.Parse(id);
        return provider.Keys.FirstOrDefault(key => key.Id == keyId) ?? throw new ProblemException(Problem.NotFound("key", id));
    }
}
