using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Hears of everything that happens to bundles, in order for each bundle. Must neither block nor throw.</summary>
internal interface IBundleWitness
{
    /// <summary>A state followed another.</summary>
    void Moved(BundleMove move);

    /// <summary>Something else of it changed: what it was asked to do is done, or its tools are others.</summary>
    void Changed(Guid id, BundleStatus status);

    /// <summary>A new server was to take the place of the one in service.</summary>
    /// <param name="status">How the bundle stands afterwards.</param>
    /// <param name="succeeded">Whether it did.</param>
    void Respawned(BundleStatus status, bool succeeded);

    /// <summary>A server came up.</summary>
    void Started(BundleKey key, TimeSpan took);

    /// <summary>Nothing of it is left, and the configuration has it no more.</summary>
    void Gone(BundleKey key);
}
