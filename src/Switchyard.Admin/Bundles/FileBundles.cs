using Switchyard.Admin.Problems;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Bundles;
using Switchyard.Model.Origins;

namespace Switchyard.Admin.Bundles;

/// <summary>What this node's configuration in force says of bundles: those that a file or document defines, which the API may show but not change, and which commands may be used.</summary>
internal sealed class FileBundles(ConfigurationStatus configuration)
{
    /// <summary>The settings in force.</summary>
    public BundleSettings Settings => configuration.Current?.Server.Bundles ?? BundleSettings.Default;

    /// <summary>Those of one workspace, sorted by name.</summary>
    public IReadOnlyList<BundleConfig> All(string workspace) =>
        [.. Bundles().Where(bundle => bundle.Key.Workspace == workspace && bundle.Origin.Kind is OriginKind.File or OriginKind.Document)];

    /// <summary>Whether there is any bundle of the workspace in a file or document.</summary>
    public bool Knows(string workspace) => All(workspace).Count > 0;

    /// <summary>The one of this name, or null.</summary>
    public BundleConfig? Find(BundleKey key) => All(key.Workspace).FirstOrDefault(bundle => bundle.Key == key);

    /// <summary>Refuses (409) to change what a file or document defines.</summary>
    public void Refuse(BundleKey key)
    {
        if (Find(key) is { } owned)
        {
            throw new ProblemException(Problem.FileOwned("bundle", key.ToString(), owned.Origin));
        }
    }

    /// <summary>Why the bundle can not run on this node; null if it can, or if the node has not loaded it yet.</summary>
    public string? ErrorOf(BundleKey key) => Bundles().FirstOrDefault(bundle => bundle.Key == key)?.Error;

    private IReadOnlyList<BundleConfig> Bundles() => configuration.Current?.Bundles ?? [];
}
