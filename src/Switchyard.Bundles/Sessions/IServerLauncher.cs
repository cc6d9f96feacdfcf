using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Sessions;

/// <summary>Brings up the server of a bundle: a child process or a connection. The lifecycle decides when; this decides how.</summary>
internal interface IServerLauncher
{
    /// <summary>
    /// Starts or connects, initialises and lists the tools, all within the definition's <see cref="BundleDefinition.StartTimeout"/>. Whatever was begun has ended when this throws, the process and its group included.
    /// </summary>
    /// <param name="bundle">What to bring up, with the credentials to hand over. Required ones are there; whoever calls has looked.</param>
    /// <param name="generation">Number of the incarnation, for the observer.</param>
    /// <param name="observer">Hears of lines on standard error and of changed lists, until the server has ended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServerStartException">It did not come up.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<ILiveServer> StartAsync(BundleConfig bundle, long generation, IServerObserver observer, CancellationToken cancellationToken);
}
