using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Host.Health;
using Switchyard.Host.Listeners;
using Switchyard.Host.Mcp;
using Switchyard.Host.Proxying;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Serving;

/// <summary>
/// A node from its start to its end: schema, first operator, background parts, first configuration, data plane; and all of it back in reverse order. The control plane is there before and after: it answers
/// <c>/livez</c> and <c>/readyz</c> during the start, and while the data plane drains operators and other nodes are served as ever. A database that is away comes last instead of first where there is a last good
/// configuration to serve.
/// </summary>
internal sealed partial class NodeLife(
    ServeOptions options,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    NodeExit exit,
    NodeStarted started,
    TimeProvider time,
    ILogger<NodeLife> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<string> _away = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IHostedService> _running = [];
    private volatile bool _servesLastGood;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the data plane, before the host ends the control plane.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<Readiness>().IsStopping = true;
        await base.StopAsync(cancellationToken);
        await StopDataPlaneAsync();
    }

    /// <summary>Ends the background parts, after the control plane.</summary>
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
            var opening = OpenDatabaseAsync(stoppingToken);
            await OpenedOrLastGoodAsync(opening, stoppingToken);
            foreach (var part in services.GetKeyedServices<IHostedService>(NodeParts.Key))
            {
                _running.Add(part);

                // Not by the token: a background service would end with it, at the beginning of the drain instead of after it.
                await part.StartAsync(CancellationToken.None);
                stoppingToken.ThrowIfCancellationRequested();
            }

            await services.GetRequiredService<ConfigurationStatus>().First.WaitAsync(stoppingToken);
            await StartDataPlaneAsync(stoppingToken);
            await opening;
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
            LogStartFailed(NodeRunner.SaysItAll(failure) ? null : failure, failure.Message);
            End(NodeExit.Failed);
        }
    }

    /// <summary>
    /// Returns when the database is open, or when the last good configuration is in force because it is not: at once when it can not be reached, after a moment when it does not answer.
    /// Without a last good configuration there is nothing to do but wait for it.
    /// </summary>
    private async Task OpenedOrLastGoodAsync(Task opening, CancellationToken cancellationToken)
    {
        using var moment = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(moment.Token, cancellationToken);
        try
        {
            await Task.WhenAny(opening, _away.Task).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It does not answer.
        }

        var reason = _away.Task.IsCompletedSuccessfully ? await _away.Task : "The database does not answer.";
        if (opening.IsCompleted || !await services.GetRequiredService<ConfigurationReloader>().ServeLastGoodAsync(reason, cancellationToken))
        {
            await opening;
        }
        else
        {
            _servesLastGood = true;
        }
    }

    /// <summary>Migrates before anybody else reads or writes, and tries that until it is done.</summary>
    private async Task OpenDatabaseAsync(CancellationToken cancellationToken)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            try
            {
                await services.GetRequiredService<Database>().MigrateAsync(cancellationToken);
                await EnsureOperatorAsync(cancellationToken);
                return;
            }
            catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException || (_servesLastGood && away is not OperationCanceledException))
            {
                // A node that serves goes on serving, whatever is wrong with the database that has come back.
                services.GetRequiredService<Readiness>().Waiting = away.Message;
                if (told.Add(away.Message))
                {
                    LogDatabaseAway(away.Message);
                }

                _away.TrySetResult(away.Message);
                await Task.Delay(Retry * (0.8 + (Random.Shared.NextDouble() * 0.4)), time, cancellationToken);
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
        var proxy = services.GetService<ProxyListening>() is { } proxying ? await proxying.StartAsync(cancellationToken) : null;
        await lifetime.StartedAsync(cancellationToken);
        var control = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        services.GetRequiredService<Readiness>().IsListening = true;
        LogDataPlane(address);
        LogControlPlane(control);
        if (options.UsesPostgres && services.GetRequiredService<NodeAddress>().Value is null)
        {
            LogNotAdvertised();
        }

        await started.Callback(new NodeAddresses(new Uri(address), new Uri(control)) { Proxy = proxy is null ? null : new Uri(proxy) }, cancellationToken);
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
        using var tunnels = new CancellationTokenSource(options.DrainTimeout, time);
        var proxy = services.GetService<ProxyListening>()?.StopAsync(tunnels.Token) ?? Task.CompletedTask;
        await services.DrainAllAsync(options.DrainTimeout);
        await Task.WhenAll(stopping, proxy);
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

    [LoggerMessage(6007, LogLevel.Warning, "The control plane listens on every address, so other nodes do not know where this one is: calls of exclusive bundles that it runs do not reach it from there. Set --advertise.")]
    private partial void LogNotAdvertised();

    [LoggerMessage(6002, LogLevel.Warning, "The database is not ready and is tried every second: {Reason}")]
    private partial void LogDatabaseAway(string reason);

    [LoggerMessage(6003, LogLevel.Critical, "The configuration is refused, and there is no former one to serve:\n{Faults}")]
    private partial void LogFirstRejected(string faults);

    [LoggerMessage(6004, LogLevel.Critical, "The node can not start: {Reason}")]
    private partial void LogStartFailed(Exception? failure, string reason);

    [LoggerMessage(6005, LogLevel.Information, "Stopping: no new requests; those that run get {Seconds} s.")]
    private partial void LogDraining(double seconds);

    [LoggerMessage(6006, LogLevel.Information, "Stopped.")]
    private partial void LogStopped();
}
