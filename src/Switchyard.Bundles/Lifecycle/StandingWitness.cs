using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Tells of bundles with what their runs do not know: how they stand with their authorization servers.</summary>
internal sealed class StandingWitness(IBundleWitness inner, Func<BundleStatus, BundleStatus> complete) : IBundleWitness
{
    /// <inheritdoc />
    public void Moved(BundleMove move) => inner.Moved(move with { Status = complete(move.Status) });

    /// <inheritdoc />
    public void Changed(Guid id, BundleStatus status) => inner.Changed(id, complete(status));

    /// <inheritdoc />
    public void Respawned(BundleStatus status, bool succeeded) => inner.Respawned(complete(status), succeeded);

    /// <inheritdoc />
    public void Started(BundleKey key, TimeSpan took) => inner.Started(key, took);

    /// <inheritdoc />
    public void Gone(BundleKey key) => inner.Gone(key);
}
