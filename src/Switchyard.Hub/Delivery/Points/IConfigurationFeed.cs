using Switchyard.Model.Revisions;

namespace Switchyard.Hub.Delivery.Points;

/// <summary>The configuration that this node runs, for the part of the hub that hands it on to gateways.</summary>
public interface IConfigurationFeed
{
    /// <summary>The configuration in force, or null before the first.</summary>
    ConfigurationModel? Current { get; }

    /// <summary>Number of changes so far.</summary>
    long Changes { get; }

    /// <summary>Completes when <see cref="Changes"/> is greater than <paramref name="seen"/>.</summary>
    Task WaitForChangeAsync(long seen, CancellationToken cancellationToken);
}
