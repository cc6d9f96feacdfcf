using Microsoft.Extensions.Hosting;
using Switchyard.Processes;

namespace Switchyard.Bundles.Processes;

/// <summary>Ends what an earlier run of the node has left over, before the first bundle starts; at the end of the node ends whatever is still there.</summary>
internal sealed class LeftoverSweep(BundleProcesses processes, ProcessHost host) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => processes.SweepAsync();

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken) => await host.DisposeAsync();
}
