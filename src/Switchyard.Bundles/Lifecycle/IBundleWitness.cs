namespace Switchyard.Bundles.Lifecycle;

/// <summary>Hears of everything that happens to bundles, in order for each bundle. Must neither block nor throw.</summary>
internal interface IBundleWitness
{
    /// <summary>A state followed another.</summary>
    void Moved(BundleMove move);

    /// <summary>A new server was to take the place of the one in service.</summary>
    /// <param name="status">How the bundle stands afterwards.</param>
    /// <param name="succeeded">Whether it did.</param>
    void Respawned(Model.Bundles.BundleStatus status, bool succeeded);
}
