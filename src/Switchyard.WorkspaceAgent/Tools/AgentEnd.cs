using Microsoft.Extensions.Hosting;
using Switchyard.Processes;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>Ends the calls as soon as the agent is told to stop, so that the listener has nothing to wait for, and at last whatever child is still there.</summary>
internal sealed class AgentEnd(RunningCalls calls, ProcessHost processes) : IHostedLifecycleService
{
    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        calls.Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task StoppedAsync(CancellationToken cancellationToken) => await processes.DisposeAsync();
}
