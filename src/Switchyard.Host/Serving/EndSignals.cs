using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Switchyard.Host.Serving;

/// <summary>
/// The signals that end a process: SIGTERM, SIGINT and SIGQUIT. The framework's own handling tells everybody at once that the application stops, so that whoever waits at the control plane is sent away while the data
/// plane still drains. Here only <see cref="HostRun"/> is told; <see cref="IHostApplicationLifetime.ApplicationStopping"/> comes when the data plane has ended.
/// </summary>
internal sealed class EndSignals : IHostLifetime, IDisposable
{
    private readonly CancellationTokenSource _told = new();
    private PosixSignalRegistration[] _registrations = [];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Told => _told.Token;

    /// <inheritdoc />
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        // Waits for a handler that runs.
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _told.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _told.Cancel();
    }
}
