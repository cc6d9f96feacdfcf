using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Gateway;
using Switchyard.Host.Health;
using Switchyard.Host.Listeners;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Serving;

/// <summary>
/// A node from its start to its end: schema, first operator, background parts, first configuration, data plane; and all of it back in reverse order. Meanwhile the control plane
/// already answers <c>/livez</c> and <c>/readyz</c>.
/// </summary>
internal sealed partial class NodeLife(
    ServeOptions options,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    NodeExit exit,
    NodeStarted started,
    TimeProvider time,
    ILogger<NodeLife> logger) : BackgroundService
{
    private readonly List<IHostedService> _running = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<Readiness>().IsStopping = true;
        await base.StopAsync(cancellationToken);
        await StopDataPlaneAsync();

        for (var i = _running.Count - 1; i >= 0; i--)
        {
            await _running[i].StopAsync(cancellationToken);
        }

        LogStopped();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await MigrateAsync(stoppingToken);
            await EnsureOperatorAsync(stoppingToken);
            foreach (var part in services.GetKeyedServices<IHostedService>(NodeParts.Key))
            {
                _running.Add(part);
                await part.StartAsync(stoppingToken);
            }

            await services.GetRequiredService<ConfigurationStatus>().First.WaitAsync(stoppingToken);
            await StartDataPlaneAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before it was up.
        }
        catch (ConfigurationRejectedException rejected)
        {
            LogFirstRejected(rejected.Message);
            End(NodeExit.BadConfiguration);
        }
        catch (Exception failure)
        {
            LogStartFailed(failure, failure.Message);
            End(NodeExit.Failed);
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<Database>();
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait < TimeSpan.FromSeconds(16) ? wait * 2 : TimeSpan.FromSeconds(30))
        {
            try
            {
                await database.MigrateAsync(cancellationToken);
                return;
            }
            catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
            {
                services.GetRequiredService<Readiness>().Waiting = away.Message;
                LogDatabaseAway(wait.TotalSeconds, away.Message);
                await Task.Delay(wait * (0.8 + (Random.Shared.NextDouble() * 0.4)), time, cancellationToken);
            }
        }
    }

    private async Task EnsureOperatorAsync(CancellationToken cancellationToken)
    {
        if (options.AdminToken is null && await OperatorBootstrap.EnsureAsync(services.GetRequiredService<Database>(), time, cancellationToken) is { } token)
        {
            // To the terminal and not to the log: logs are kept, and this must not be.
            await System.Console.Out.WriteLineAsync($"operator token (shown once, keep it): {token.Reveal()}");
        }
    }

    private async Task StartDataPlaneAsync(CancellationToken cancellationToken)
    {
        var address = await services.GetRequiredService<DataPlaneListeners>().StartAsync(options.Listen, cancellationToken);
        var control = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        services.GetRequiredService<Readiness>().IsListening = true;
        LogDataPlane(address);
        LogControlPlane(control);
        await started.Callback(new NodeAddresses(new Uri(address), new Uri(control)), cancellationToken);
    }

    private async Task StopDataPlaneAsync()
    {
        var listeners = services.GetRequiredService<DataPlaneListeners>();
        if (!listeners.IsStarted)
        {
            return;
        }

        LogDraining(options.DrainTimeout.TotalSeconds);
        using var patience = new CancellationTokenSource(options.DrainTimeout + TimeSpan.FromSeconds(5), time);
        var stopping = listeners.StopAsync(patience.Token);
        await services.DrainDataPlaneAsync(options.DrainTimeout, CancellationToken.None);
        await stopping;
    }

    private void End(int code)
    {
        exit.Code = code;
        lifetime.StopApplication();
    }

    [LoggerMessage(6000, LogLevel.Information, "data plane listening on {Address}")]
    private partial void LogDataPlane(string address);

    [LoggerMessage(6001, LogLevel.Information, "control plane listening on {Address}")]
    private partial void LogControlPlane(string address);

    [LoggerMessage(6002, LogLevel.Warning, "The database is not ready; next try in about {Seconds} s: {Reason}")]
    private partial void LogDatabaseAway(double seconds, string reason);

    [LoggerMessage(6003, LogLevel.Critical, "The configuration is refused, and there is no former one to serve:\n{Faults}")]
    private partial void LogFirstRejected(string faults);

    [LoggerMessage(6004, LogLevel.Critical, "The node can not start: {Reason}")]
    private partial void LogStartFailed(Exception failure, string reason);

    [LoggerMessage(6005, LogLevel.Information, "Stopping: no new requests; those that run get {Seconds} s.")]
    private partial void LogDraining(double seconds);

    [LoggerMessage(6006, LogLevel.Information, "Stopped.")]
    private partial void LogStopped();
}
