using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Bundles;

/// <summary>Takes, renews and gives back leases of exclusive bundles, and wakes whoever follows them (<see cref="HubStreams.BundleLeases"/>) when one changes hands. Thread-safe.</summary>
public sealed class BundleLeases(Database database)
{
    /// <summary>Asks for leases, and tells whose all of them are then.</summary>
    /// <param name="nodeId">Who asks.</param>
    /// <param name="asks">At most one of each bundle.</param>
    /// <param name="length">How long each is to hold without renewal.</param>
    /// <param name="cancellationToken">Gives up; it may have been written all the same.</param>
    /// <returns>The leases, and the database's clock.</returns>
    /// <exception cref="DatabaseUnavailableException">The database is away.</exception>
    public Task<(IReadOnlyList<BundleLeaseRow> Leases, DateTimeOffset Clock)> AskAsync(Guid nodeId, IReadOnlyCollection<BundleLeaseAsk> asks, TimeSpan length, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var before = (await BundleLeaseTable.ListAsync(session, token)).ToDictionary(row => new BundleKey(row.Workspace, row.Bundle));
            var hasChanged = false;

            // In the order of their keys, so that two transactions that meet wait for each other and not in a circle.
            foreach (var ask in asks.OrderBy(ask => ask.Key.Workspace, StringComparer.Ordinal).ThenBy(ask => ask.Key.Bundle, StringComparer.Ordinal))
            {
                if (ask.Generation is { } generation)
                {
                    await BundleLeaseTable.RenewAsync(session, ask.Key.Workspace, ask.Key.Bundle, nodeId, generation, length, token);
                }
                else if (!before.TryGetValue(ask.Key, out var row) || row.NodeId == nodeId || row.LeftMilliseconds <= 0)
                {
                    hasChanged |= await BundleLeaseTable.TakeAsync(session, ask.Key.Workspace, ask.Key.Bundle, nodeId, length, token);
                }
            }

            var after = await BundleLeaseTable.ListAsync(session, token);
            var clock = await session.ClockAsync(token);
            if (hasChanged)
            {
                await WakeAsync(session, token);
            }

            return (after, clock);
        },
        cancellationToken);

    /// <summary>Gives leases back: others may take them at once.</summary>
    /// <param name="nodeId">Who held them.</param>
    /// <param name="leases">Which, with the generation that was held; one that is lost already is left alone.</param>
    /// <param name="cancellationToken">Gives up; they run out by themselves.</param>
    public Task ReleaseAsync(Guid nodeId, IReadOnlyCollection<BundleLeaseAsk> leases, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var hasChanged = false;
            foreach (var lease in leases.OrderBy(lease => lease.Key.Workspace, StringComparer.Ordinal).ThenBy(lease => lease.Key.Bundle, StringComparer.Ordinal))
            {
                hasChanged |= await BundleLeaseTable.ReleaseAsync(session, lease.Key.Workspace, lease.Key.Bundle, nodeId, lease.Generation ?? 0, token);
            }

            if (hasChanged)
            {
                await WakeAsync(session, token);
            }
        },
        cancellationToken);

    private static async Task WakeAsync(SqlSession session, CancellationToken cancellationToken)
    {
        // The stream last: its row is locked until commit.
        var version = await StreamTable.BumpAsync(session, HubStreams.BundleLeases, cancellationToken);
        await session.SignalAsync(HubStreams.BundleLeases, version, cancellationToken);
    }
}
