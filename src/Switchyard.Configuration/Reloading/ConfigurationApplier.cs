using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>Puts a configuration in force in all parts of the node, or in none: all prepare, then all commit.</summary>
internal sealed class ConfigurationApplier(IEnumerable<IConfigurationConsumer> consumers, TimeProvider time)
{
    private static readonly TimeSpan PartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WholeLimit = TimeSpan.FromSeconds(60);

    private readonly IConfigurationConsumer[] _consumers = [.. consumers];

    /// <exception cref="TimeoutException">A part did not prepare in time. Nothing has changed.</exception>
    public async Task ApplyAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken)
    {
        var prepared = new List<IPreparedChange>(_consumers.Length);
        try
        {
            using var whole = new CancellationTokenSource(WholeLimit, time);
            foreach (var consumer in _consumers)
            {
                prepared.Add(await PrepareAsync(consumer, next, current, whole.Token, cancellationToken));
            }

            // From here on nothing can fail and nothing waits: a node never runs half of a revision.
            foreach (var change in prepared)
            {
                change.Commit();
            }
        }
        finally
        {
            foreach (var change in prepared)
            {
                change.Dispose();
            }
        }
    }

    private async Task<IPreparedChange> PrepareAsync(
        IConfigurationConsumer consumer, ConfigurationModel next, ConfigurationModel? current, CancellationToken whole, CancellationToken cancellationToken)
    {
        using var part = new CancellationTokenSource(PartLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(part.Token, whole, cancellationToken);
        try
        {
            return await consumer.PrepareAsync(next, current, linked.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested && linked.IsCancellationRequested)
        {
            throw new TimeoutException($"'{consumer.Name}' did not prepare in time.", late);
        }
    }
}
