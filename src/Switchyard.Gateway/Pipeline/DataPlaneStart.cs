using Microsoft.Extensions.Hosting;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Telemetry;

namespace Switchyard.Gateway.Pipeline;

/// <summary>Starts and stops what runs beside the requests.</summary>
internal sealed class DataPlaneStart(Watchdog watchdog, GatewayGauges gauges) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        watchdog.Start();
        gauges.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
