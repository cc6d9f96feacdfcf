using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Model.Agents;
using Switchyard.WorkspaceAgent.Dialling;
using Switchyard.WorkspaceAgent.Identity;
using Switchyard.WorkspaceAgent.Options;

namespace Switchyard.WorkspaceAgent.Registration;

/// <summary>Keeps the agent registered for as long as it runs, whatever becomes of the control plane meanwhile.</summary>
internal sealed partial class Registrar(AgentOptions options, AgentRun run, DialSessions sessions, IServer server, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Registrar> logger) : BackgroundService
{
    private readonly ILogger _logger = logger;
    private readonly RegistrationPace _pace = new();
    private RegistrationOutcome? _last;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var address = await ListeningAsync(stoppingToken);
            LogListening(address);
            var body = new RegistrationBody
            {
                Name = options.Name,
                Address = (options.Address?.AbsoluteUri ?? address).TrimEnd('/'),
                Version = AgentRun.Version,
                BootId = run.BootId,
                IsDefault = options.IsDefault ? true : null,
                IsExternal = options.IsExternal ? true : null,
                Startup = AgentStates.NameOf(run.Startup),
            };
            using var client = new RegistrationClient(options, time);
            while (true)
            {
                var startup = run.Startup;
                var outcome = await client.RegisterAsync(body with { Startup = AgentStates.NameOf(startup) }, stoppingToken);
                Take(outcome);
                await WaitAsync(_pace.Next(outcome, Random.Shared.NextDouble()), startup, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The control plane finds out by the heartbeat that does not come.
        }
    }

    // Chats wait for the end of the start-up: it is told at once.
    private async Task WaitAsync(TimeSpan pause, AgentStartup told, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pausing = Task.Delay(pause, time, over.Token);
        await (told == AgentStartup.Starting ? Task.WhenAny(pausing, run.StartupDone) : pausing);
        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<string> ListeningAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult))
        {
            await started.Task.WaitAsync(cancellationToken);
        }

        return server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    private void Take(RegistrationOutcome outcome)
    {
        var before = _last;
        _last = outcome;
        switch (outcome.Kind)
        {
            case RegistrationKind.Registered:
                run.Identity = outcome.Identity;
                if (before is null || before.Kind != RegistrationKind.Registered || before.Identity!.AgentId != outcome.Identity!.AgentId)
                {
                    LogRegistered(outcome.Identity!.AgentId, options.Name);
                }

                break;
            case RegistrationKind.Refused:
                // Whoever revoked the token wants nobody to reach the tools any more, whatever sessions there are.
                run.Identity = null;
                sessions.EndAll();
                LogRefused(options.ControlPlane.Host, outcome.Reason);
                break;
            case RegistrationKind.Retired:
                // Calls in flight may end; the nodes know of the retirement and dial no more.
                LogRetired(options.ControlPlane.Host, outcome.Reason);
                break;
            default:
                // Once for each cause: it tries several times a second at first.
                if (before?.Reason != outcome.Reason)
                {
                    LogFailed(options.ControlPlane.Host, outcome.Reason);
                }

                break;
        }
    }

    [LoggerMessage(11000, LogLevel.Information, "agent listening on {Address}")]
    private partial void LogListening(string address);

    [LoggerMessage(11001, LogLevel.Information, "Registered as agent {AgentId}, named {Name}")]
    private partial void LogRegistered(Guid agentId, string name);

    [LoggerMessage(11002, LogLevel.Error, "The control plane at {Host} refuses this agent: {Reason}. It is asked again every minute; nobody can reach the tools until it agrees")]
    private partial void LogRefused(string host, string reason);

    [LoggerMessage(11003, LogLevel.Error, "The control plane at {Host} does not want this agent any more: {Reason}. It is asked again every minute; start an agent with a token of the new build")]
    private partial void LogRetired(string host, string reason);

    [LoggerMessage(11004, LogLevel.Warning, "The control plane at {Host} could not be asked: {Reason}. It is tried again, every 15 s at the latest")]
    private partial void LogFailed(string host, string reason);
}
