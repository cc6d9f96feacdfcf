using Switchyard.Configuration.Sources;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>
/// A part of the node that works by the configuration. A revision takes effect in two phases: every consumer prepares, which may fail and may do I/O while the old one
/// serves; only when all have prepared do all commit, which swaps references and can not fail. So either every part runs a revision or none does.
/// </summary>
public interface IConfigurationConsumer
{
    /// <summary>What people call this part in logs and in the reason of a rejection.</summary>
    string Name { get; }

    /// <summary>
    /// Builds everything that <paramref name="next"/> needs. Takes at most 30 s. Never called twice at a time.
    /// </summary>
    /// <param name="next">The revision to come. It may have the number of <paramref name="current"/> when only files changed, and a lower one in a new epoch.</param>
    /// <param name="current">The revision in force, null before the first.</param>
    /// <param name="cancellationToken">Cancelled at shutdown and when the time is over; what was built is to be undone then.</param>
    /// <exception cref="ConfigurationRejectedException">The content can not be applied; it is not tried again until it changes. Any other exception is taken for a passing cause and tried again.</exception>
    ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken);
}
