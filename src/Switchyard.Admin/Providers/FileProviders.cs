using Switchyard.Admin.Problems;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>What this node's configuration in force says of providers: those a file defines, which the API may show but not change, and those that can not serve.</summary>
internal sealed class FileProviders(ConfigurationStatus configuration)
{
    /// <summary>Providers of files, sorted by name.</summary>
    public IReadOnlyList<ProviderConfig> All() =>
        [.. Providers().Where(provider => provider.Origin.Kind is OriginKind.File or OriginKind.Document).OrderBy(provider => provider.Name, StringComparer.Ordinal)];

    public ProviderConfig? Find(string idOrName) =>
        All().FirstOrDefault(provider => provider.Name == idOrName || provider.Id.ToString("D") == idOrName);

    /// <summary>Refuses (409) to change what a file defines.</summary>
    public void Refuse(string idOrName)
    {
        if (Find(idOrName) is { } owned)
        {
            throw new ProblemException(Problem.FileOwned("provider", owned.Name, owned.Origin));
        }
    }

    /// <summary>Why the provider of the database can not serve on this node; null if it can, or if the node has not loaded this version of it yet.</summary>
    public string? ErrorOf(Guid id, long version) =>
        Providers().FirstOrDefault(provider => provider.Id == id && provider.Version == version)?.Error;

    private IReadOnlyList<ProviderConfig> Providers() => configuration.Current?.Providers ?? [];
}
