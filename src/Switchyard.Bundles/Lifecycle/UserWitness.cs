using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>
/// Tells of what happens to the connections of single users as of a change of their bundle's summary. They are no moves of the bundle: those of several users would make no history, and who uses what is nobody else's concern.
/// </summary>
internal sealed class UserWitness(IBundleWitness inner, Func<BundleKey, BundleStatus?> summary) : IBundleWitness
{
    /// <inheritdoc />
    public void Moved(BundleMove move) => Changed(move.Id, move.Status);

    /// <inheritdoc />
    public void Changed(Guid id, BundleStatus status)
    {
        // None: the bundle is gone, which is told by itself.
        if (summary(status.Key) is { } now)
        {
            inner.Changed(id, now);
        }
    }

    /// <inheritdoc />
    public void Respawned(BundleStatus status, bool succeeded) => inner.Respawned(status, succeeded);

    /// <inheritdoc />
    public void Started(BundleKey key, TimeSpan took) => inner.Started(key, took);

    /// <inheritdoc />
    public void Gone(BundleKey key)
    {
        // The bundle is still there.
    }
}
