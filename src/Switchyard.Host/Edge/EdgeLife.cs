using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Edge.Status;
using Switchyard.Gateway;
using Switchyard.Host.Listeners;
using Switchyard.Host.Serving;

namespace Switchyard.Host.Edge;

/// <summary>
/// A remote gateway from its start to its end: background parts, something to serve, data plane; and all of it back in reverse order. It listens as soon as there is something to serve, or when it is
/// clear that this takes a while; then it says so (503) until there is.
/// </summary>
internal sealed partial class EdgeLife(
    EdgeProcessOptions options,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    NodeExit exit,
    EdgeReadiness readiness,
    TimeProvider time,
    ILogger<EdgeLife> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<IHostedService> _running = [];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the data plane, while health and metrics are still told.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.IsStopping = true;
        await base.StopAsync(cancellationToken);
        var listeners = services.GetRequiredService<DataPlaneListeners>();
        if (listeners.IsStarted)
        {
            LogDraining(options.DrainTimeout.TotalSeconds);
            using var patience = new CancellationTokenSource(options.DrainTimeout + TimeSpan.FromSeconds(5), time);
            var stopping = listeners.StopAsync(patience.Token);
            await services.DrainDataPlaneAsync(options.DrainTimeout, CancellationToken.None);
            await stopping;
        }
    }

    /// <summary>Ends the background parts, after health and metrics.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            await _running[i].StopAsync(cancellationToken);
        }

        LogStopped();
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var part in services.GetKeyedServices<IHostedService>(NodeParts.Key))
            {
                _running.Add(part);

                // Not by the token: a background service would end with it, at the beginning of the drain instead of after it.
                await part.StartAsync(CancellationToken.None);
                stoppingToken.ThrowIfCancellationRequested();
            }

            await lifetime.StartedAsync(stoppingToken);
            LogAdmin(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            await SettledAsync(stoppingToken);
            var address = await services.GetRequiredService<DataPlaneListeners>().StartAsync(options.Listen, stoppingToken);
            readiness.IsListening = true;
            LogDataPlane(address);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before it was up.
        }
        catch (Exception failure)
        {
            LogStartFailed(failure, failure.Message);
            exit.Code = NodeExit.Failed;
            lifetime.StopApplication();
        }
    }

    private async Task SettledAsync(CancellationToken cancellationToken)
    {
        try
        {
            await services.GetRequiredService<EdgeStatus>().Settled.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogNothingYet();
        }
    }

    [LoggerMessage(6050, LogLevel.Information, "data plane listening on {Address}")]
    private partial void LogDataPlane(string address);

    [LoggerMessage(6051, LogLevel.Information, "health and metrics listening on {Address}")]
    private partial void LogAdmin(string address);

    [LoggerMessage(6052, LogLevel.Warning, "There is nothing to serve yet; requests are answered with 503 until there is")]
    private partial void LogNothingYet();

    [LoggerMessage(6053, LogLevel.Critical, "The edge can not start: {Reason}")]
    private partial void LogStartFailed(Exception failure, string reason);

    [LoggerMessage(6054, LogLevel.Information, "Stopping: no new requests; those that run get {Seconds} s.")]
    private partial void LogDraining(double seconds);

    [LoggerMessage(6055, LogLevel.Information, "Stopped.")]
    private partial void LogStopped();
}
